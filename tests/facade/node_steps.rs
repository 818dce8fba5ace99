//! The steps of a node in its own worker allocate nothing in the module: counted by the allocator itself.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use js_sys::{Float32Array, Float64Array, JSON, Reflect};
use pc_playground::web::LocalNode;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

/// The system's allocator, counting calls.
struct Counting;

static CALLS: AtomicU64 = AtomicU64::new(0);

unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        CALLS.fetch_add(1, Relaxed);
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        unsafe { System.dealloc(memory, layout) }
    }
    unsafe fn realloc(&self, memory: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        CALLS.fetch_add(1, Relaxed);
        unsafe { System.realloc(memory, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// How often `run` asks for memory.
fn allocations(run: impl FnOnce()) -> u64 {
    let before = CALLS.load(Relaxed);
    run();
    CALLS.load(Relaxed) - before
}

/// Node 2 of the chain 3 – 4 – 2 – 2, for minibatches of two.
fn node(rule: &str, dtype: &str) -> LocalNode {
    let place = JSON::parse(
        r#"{"sizes": [3, 4, 2, 2], "index": 2, "batch": 2, "activation": "tanh", "likelihood": "gaussian"}"#,
    );
    let place = place.unwrap();
    let set = |key: &str, value: &JsValue| Reflect::set(&place, &key.into(), value).unwrap();
    let weights = [0.3, -0.2, 0.1, 0.5, -0.4, 0.2, 0.7, -0.1];
    set("weights", &Float64Array::from(&weights[..]).into());
    set("bias", &Float64Array::from(&[0.1, -0.3][..]).into());
    set("dtype", &dtype.into());
    LocalNode::new(&place, &JSON::parse(&format!(r#"{{"rule": "{rule}"}}"#)).unwrap()).unwrap()
}

#[wasm_bindgen_test]
fn the_counter_counts() {
    assert!(allocations(|| drop(std::hint::black_box(vec![1, 2, 3]))) >= 1);
}

#[wasm_bindgen_test]
fn a_nodes_steps_and_messages_allocate_nothing_once_warm() {
    let values = [0.5, -0.25, 0.125, 1.0, 0.75, -1.0, 0.5, 0.0];
    let singles = values.map(|value| value as f32);
    for dtype in ["f32", "f64"] {
        let array = |count: usize| -> JsValue {
            match dtype {
                "f32" => Float32Array::from(&singles[..count]).into(),
                _ => Float64Array::from(&values[..count]).into(),
            }
        };
        let (parent, feedback) = (array(8), array(4));
        for rule in ["bp", "vpc", "fpa", "zil", "fa-zil", "ode-bp", "ar", "g-il", "langevin"] {
            let node = node(rule, dtype);
            let step = |t: u32| {
                node.predict(&parent).unwrap();
                if t == 0 {
                    node.settle().unwrap();
                }
                drop(node.feedback().unwrap());
                node.receive(&feedback, &JsValue::UNDEFINED).unwrap();
                node.compare().unwrap();
                node.arrive(&t.into()).unwrap();
                node.learn(&t.into()).unwrap();
                node.barrier().unwrap();
                drop(node.value().unwrap());
            };
            step(0);
            assert_eq!(allocations(|| (1..5).for_each(step)), 0, "{rule}, {dtype}");
        }
    }
}

#[wasm_bindgen_test]
fn what_is_heard_is_what_was_sent() {
    let node = node("fpa", "f32");
    let parent = Float32Array::from(&[1.0, 0.5, -1.0, 0.25, 0.0, 0.0, 0.0, 0.0][..]);
    node.predict(&parent.into()).unwrap();
    let expected = |sum: f64| sum.tanh();
    let first = expected(0.3 - 0.1 - 0.1 + 0.125 + 0.1);
    let got = node.prediction().unwrap().to_vec();
    assert!((got[0] - first).abs() < 1e-6, "{got:?} has not {first} at its head");
    assert!((got[2] - expected(0.1)).abs() < 1e-6 && (got[3] - expected(-0.3)).abs() < 1e-6);
    let short = Float32Array::from(&[1.0][..]).into();
    let refused = node.predict(&short).unwrap_err().to_string();
    assert_eq!(refused, "parent must be a Float32Array of 8 values, got 1 values");
    let wide = Float64Array::from(&[0.0; 8][..]).into();
    assert!(
        node.predict(&wide).unwrap_err().to_string().starts_with("parent must be a Float32Array")
    );
}
