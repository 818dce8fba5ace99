//! Files of results: written, read, cut short, edited, mixed and merged.

use std::sync::Arc;

use pc_playground::Dataset;
use pc_playground::experiment::results::{Header, Results};
use pc_playground::experiment::{Data, EXPERIMENTS, Grid, Record};

fn data(seed: u64) -> Data {
    let part = || Arc::new(Dataset::synthetic(10, seed).unwrap());
    Data::new(part(), part(), part())
}

/// Results of three cells that nobody computed.
fn some(seed: u64) -> Results {
    let experiment = EXPERIMENTS[0];
    let header = Header::new(experiment, Grid::Quick, &data(seed));
    let mut results = Results::new(header.clone());
    for (index, params) in (experiment.cells)(Grid::Quick).iter().enumerate().take(3) {
        let rows = [Record::new([
            ("y", (index as f64).into()),
            ("none", f64::NAN.into()),
            ("name", "γ".into()),
        ])];
        results.add(index, header.cell(index, params, &rows)).unwrap();
    }
    results
}

fn refused(text: &str) -> String {
    Results::read(text.as_bytes()).expect_err(text).to_string()
}

#[test]
fn what_is_written_is_read() {
    let results = some(0);
    assert_eq!(Results::read(results.text().as_bytes()), Ok(results.clone()));
    let table = results.table();
    assert_eq!(table.rows.len(), 3);
    assert_eq!(table.numbers("y"), [0.0, 1.0, 2.0]);
    assert!(table.rows[0].has("none") && table.rows[0].number("none").is_none());
}

/// Cut anywhere, all whole lines are still there; nothing else is.
#[test]
fn a_cut_file_keeps_its_whole_lines() {
    let text = some(0).text();
    let header_end = text.find('\n').unwrap();
    for end in header_end..text.len() {
        let (before, next) = (&text.as_bytes()[..end], text.as_bytes()[end]);
        let read = Results::read(before).unwrap();
        let ended = before.iter().filter(|&&byte| byte == b'\n').count();
        // A line that lacks nothing but its end is whole, as its checksum shows.
        let whole = ended + usize::from(next == b'\n');
        assert_eq!(read.lines.len(), whole - 1);
        assert_eq!(read.cut, !before.ends_with(b"\n") && next != b'\n', "{end}");
    }
    for end in 0..header_end {
        assert!(Results::read(&text.as_bytes()[..end]).is_err());
    }
}

/// Editors, mail and archives of other systems change what is around the lines, never the lines.
#[test]
fn a_file_is_read_as_other_systems_leave_it() {
    let results = some(0);
    let text = results.text();
    let windows = text.replace('\n', "\r\n");
    for left in [
        windows.clone(),
        text.replace('\n', "\r"),
        format!("\u{feff}{text}"),
        format!("\u{feff}{windows}"),
        text.replace('\n', "\n\n"),
        windows.replace("\r\n", "\r\n\r\n"),
        format!("\n\n{text}\n \n"),
        text.replace('\n', " \t\n"),
        text.replacen('\n', "\r\n", 2),
        text.trim_end().to_owned(),
        windows.trim_end().to_owned(),
        format!("{windows}\u{1a}"),
        format!("{text}\0\0\0\0"),
    ] {
        assert_eq!(Results::read(left.as_bytes()), Ok(results.clone()), "{left:?}");
    }
    // What was cut or changed still is, and on the line that an editor shows.
    let cut = Results::read(&windows.as_bytes()[..windows.len() - 5]).unwrap();
    assert_eq!((cut.lines.len(), cut.cut), (2, true));
    let changed =
        refused(&windows.replace("\r\n", "\r\n\r\n").replacen("\"y\":1.0", "\"y\":1.5", 1));
    assert!(changed.starts_with("line 5 of the results must be as it was written"), "{changed}");
    let foreign = refused(&(text + &some(1).text()));
    assert!(foreign.starts_with("line 5 of the results must be as it was written"), "{foreign}");
}

/// What a page or a person can do about it is said.
#[test]
fn other_encodings_are_named() {
    let text = some(0).text();
    let wide = |mark: &str, bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
        format!("{mark}{text}").encode_utf16().flat_map(bytes).collect()
    };
    for bytes in ["\u{feff}", ""]
        .iter()
        .flat_map(|mark| [wide(mark, u16::to_le_bytes), wide(mark, u16::to_be_bytes)])
    {
        let error = Results::read(&bytes).unwrap_err().to_string();
        let expected = "the results must be a text file (JSON Lines in UTF-8), got one in UTF-16, which must be saved as UTF-8 first";
        assert_eq!(error, expected);
    }
    let packed =
        Results::read(&pc_playground::data::gzip(text.as_bytes())).unwrap_err().to_string();
    assert!(packed.ends_with("got a packed file, which must be unpacked first"), "{packed}");
    let zip = Results::read(b"PK\x03\x04").unwrap_err().to_string();
    assert!(zip.ends_with("got a packed file, which must be unpacked first"), "{zip}");
    assert!(Results::read(b"\x80\n").unwrap_err().to_string().ends_with("got other bytes"));
    assert!(refused("<!doctype html>\n<title>Not found</title>").ends_with("got a web page"));
}

/// Any other byte in any place is found.
#[test]
fn an_edited_file_is_refused() {
    let text = some(0).text();
    for at in 0..text.len() {
        if text.as_bytes()[at] == b'\n' {
            continue;
        }
        let mut bytes = text.clone().into_bytes();
        bytes[at] = if bytes[at] == b'7' { b'8' } else { b'7' };
        assert!(Results::read(&bytes).is_err(), "byte {at}");
    }
    let edited = text.replacen("\"y\":1.0", "\"y\":1.5", 1);
    assert_eq!(
        refused(&edited),
        "line 3 of the results must be as it was written (its checksum says that it is not), got a \
         changed or foreign one"
    );
}

/// A line with the right checksum is still read with care: anybody can compute one.
#[test]
fn a_line_that_is_no_cell_is_refused() {
    let header = some(0).header.line();
    for body in ["{\"x\":1", "", "{\"cell\":0,\"params\":1,\"rows\":[]"] {
        let check = crc32fast::hash((header.clone() + body).as_bytes());
        let text = format!("{header}\n{body},\"check\":\"{check:08x}\"}}\n");
        assert_eq!(
            refused(&text),
            "line 2 of the results must be a cell with its parameters and rows, got something else"
        );
    }
}

#[test]
fn what_is_no_file_of_results_is_refused() {
    for (text, got) in [("", "an empty file"), ("x,y\n1,2\n", "another first line")] {
        let expected = "a file of results, whose first line names the experiment";
        assert_eq!(refused(text), format!("the results must be {expected}, got {got}"));
    }
    assert!(Results::read(&[0xff, 0xfe, b'\n']).is_err());
}

#[test]
fn another_version_is_refused() {
    let mut header = some(0).header;
    let current = header.version;
    header.version += 1;
    assert_eq!(
        refused(&(header.line() + "\n")),
        format!("the results must be of version {current} of figures, got version {}", current + 1)
    );
    let mut header = some(0).header;
    header.experiment = "astrology".to_owned();
    assert!(refused(&(header.line() + "\n")).starts_with("experiment must be one of \"figures\""));
    let mut header = some(0).header;
    header.cells += 1;
    assert!(refused(&(header.line() + "\n")).contains("cells of grid quick"));
}

#[test]
fn parts_join_and_what_differs_does_not() {
    let whole = some(0);
    let mut first = Results::new(whole.header.clone());
    let mut second = first.clone();
    for (&index, line) in &whole.lines {
        let part = if index == 1 { &mut first } else { &mut second };
        part.add(index, line.clone()).unwrap();
    }
    second.merge(first.clone()).unwrap();
    second.merge(first).unwrap(); // the same again changes nothing
    assert_eq!(second.text(), whole.text());

    let error = second.merge(some(1)).unwrap_err().to_string();
    assert!(error.starts_with("all results must be of version"), "{error}");
    let other = whole.lines[&1].replace("1.0", "2.0");
    let error = second.add(1, other).unwrap_err().to_string();
    assert_eq!(error, "cell 1 must be the same wherever it was computed, got two different ones");
}
