//! Which digits the native runner takes from a folder, and what it says of those that it cannot.

use std::fs;
use std::path::Path;

use crate::runner::{Folder, Run, command, figures, whole, write_digits};
use pc_playground::data::gzip;

#[test]
fn digits_that_cannot_be_used_are_refused_in_a_sentence() {
    let folder = Folder::new("digits");
    let refused = |name: &str, sentence: &str| {
        let ended = command().args(["figures", "--data"]).arg(folder.path(name));
        let ended = ended.arg("--out").arg(folder.path("out")).run();
        assert_eq!(ended.code, 1, "{sentence}");
        assert!(ended.sentence().contains(sentence), "{}", ended.error);
        assert!(!folder.path("out").exists());
    };
    refused("nowhere", "must hold train-images-idx3-ubyte and train-labels-idx1-ubyte");
    write_digits(&folder.path("few"), &[("train", 5), ("t10k", 5)]);
    refused(
        "few",
        "the train files must hold at least 6 digits, a sixth of them for validation, got 5",
    );
    write_digits(&folder.path("half"), &[("train", 12), ("t10k", 5)]);
    fs::remove_file(folder.path("half/t10k-labels-idx1-ubyte")).unwrap();
    refused("half", "has the images of t10k, but not the labels");
    let images = folder.path("half/t10k-images-idx3-ubyte");
    fs::write(&images, "no images").unwrap();
    fs::copy(folder.path("few/t10k-labels-idx1-ubyte"), folder.path("half/t10k-labels-idx1-ubyte"))
        .unwrap();
    refused("half", "t10k files in ");
}

/// Each file of digits by MNIST's name of it, unpacked.
fn originals(folder: &Folder) -> Vec<(String, Vec<u8>)> {
    let other = folder.path("raw");
    let parts = [("train", 60), ("validation", 20), ("t10k", 20)];
    write_digits(&other, &parts);
    let names = fs::read_dir(&other).unwrap().map(|entry| entry.unwrap());
    names
        .map(|file| (file.file_name().into_string().unwrap(), fs::read(file.path()).unwrap()))
        .collect()
}

/// A run on the digits of this folder.
fn run_on(folder: &Folder, data: &str) -> Run {
    let run = command().args(["figures", "--grid", "quick", "--shard", "99/100", "--data"]);
    run.arg(folder.path(data)).arg("--out").arg(folder.path(&format!("out-{data}")))
}

/// The first line of its results, which names experiment, grid and digits.
fn header(folder: &Folder, data: &str) -> String {
    let ended = run_on(folder, data).run();
    assert_eq!(ended.code, 0, "{data}: {}", ended.error);
    folder.text(&format!("out-{data}/figures-quick.shard-99-of-100.jsonl"))
}

fn put(folder: &Path, name: &str, bytes: &[u8]) {
    let file = folder.join(name);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, bytes).unwrap();
}

/// 7-Zip and mirrors write a dot for a dash, or a folder around the file; gunzip -k leaves both; archives from a Mac or
/// from Windows carry files of the system.
#[test]
fn digits_are_found_as_programs_unpack_them() {
    let folder = Folder::new("unpacked");
    let files = originals(&folder);
    let expected = header(&folder, "raw");
    type Way = fn(&str, &[u8]) -> Vec<(String, Vec<u8>)>;
    let ways: [(&str, Way); 5] = [
        ("dotted", |name, bytes| vec![(name.replacen("-idx", ".idx", 1), bytes.to_vec())]),
        ("packed", |name, bytes| vec![(name.replacen("-idx", ".idx", 1) + ".gz", gzip(bytes))]),
        ("around", |name, bytes| vec![(format!("{name}/{name}"), bytes.to_vec())]),
        ("twice", |name, bytes| {
            vec![
                (name.to_owned(), bytes.to_vec()),
                (format!("{name}.gz"), gzip(bytes)),
                (format!("{0}/{name}", name.replacen("-idx", ".idx", 1)), bytes.to_vec()),
            ]
        }),
        ("strangers", |name, bytes| {
            vec![
                (name.replacen("t10k", "test", 1).to_uppercase(), bytes.to_vec()),
                (format!("._{name}"), b"Mac OS X".to_vec()),
                (format!("__MACOSX/._{name}"), b"Mac OS X".to_vec()),
                (format!("{name}.zip"), b"PK".to_vec()),
                (".DS_Store".to_owned(), vec![0; 9]),
                ("Thumbs.db".to_owned(), vec![0; 9]),
                ("desktop.ini".to_owned(), vec![0; 9]),
                ("README.md".to_owned(), vec![0; 9]),
            ]
        }),
    ];
    for (way, spelled) in ways {
        for (name, bytes) in &files {
            for (name, bytes) in spelled(name, bytes) {
                put(&folder.path(way), &name, &bytes);
            }
        }
        assert_eq!(header(&folder, way), expected, "{way}");
    }
}

#[test]
fn two_files_for_the_same_digits_that_differ_are_refused() {
    let folder = Folder::new("differ");
    for (name, bytes) in originals(&folder) {
        put(&folder.path("raw"), &format!("{name}.gz"), &gzip(&bytes));
    }
    let (images, labels) =
        (folder.path("raw/t10k-images-idx3-ubyte"), folder.path("raw/t10k-labels-idx1-ubyte"));
    let refused = |file: &Path| {
        let ended = run_on(&folder, "raw").run();
        let file = file.display();
        let expected =
            format!("{file} and {file}.gz must hold the same, but differ; remove the wrong one");
        assert_eq!((ended.code, ended.sentence()), (1, expected.as_str()));
        assert!(!folder.path("out-raw").exists());
    };
    write_digits(&folder.path("raw"), &[("t10k", 19)]);
    refused(&images);
    write_digits(&folder.path("raw"), &[("t10k", 20)]);
    let mut bytes = fs::read(&labels).unwrap();
    let last = bytes.last_mut().unwrap();
    *last = (*last + 1) % 10;
    fs::write(&labels, bytes).unwrap();
    refused(&labels);
}

/// A dataset is known by what it holds, so a run goes on when its files have been unpacked.
#[test]
fn a_run_goes_on_when_its_digits_were_unpacked() {
    let folder = Folder::new("goes-on");
    let before = whole(&folder);
    let data = folder.path("data");
    for kind in ["images-idx3", "labels-idx1"] {
        let bytes = fs::read(data.join(format!("t10k-{kind}-ubyte"))).unwrap();
        put(&data, &format!("t10k-{kind}-ubyte.gz"), &gzip(&bytes));
    }
    let ended = figures(&folder, "whole").run();
    assert!(ended.error.contains("34 of 34 cells are there"), "{}", ended.error);
    assert_eq!(fs::read(folder.path("whole/figures-quick.jsonl")).unwrap(), before);
}
