//! Just enough JSON to read the header of a safetensors file: `serde_json`, which reads the files of
//! experiments, is left out of the module that every visitor loads (docs/performance.md, "Size").

use super::sorted::sorted;

/// Lists and objects in one another: a header has three.
const MOST_NESTED: usize = 16;

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Json {
    /// `null`, `true` or `false`, which mean nothing here.
    Word,
    /// A number, when it is a whole one that fits.
    Number(Option<u64>),
    Text(String),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

impl Json {
    /// The value that these bytes are; none when they are not JSON.
    pub fn read(bytes: &[u8]) -> Option<Json> {
        let mut reader = Reader { rest: bytes };
        let value = reader.value(MOST_NESTED)?;
        reader.space();
        reader.rest.is_empty().then_some(value)
    }

    /// A field of an object; the first one of its name.
    pub fn get(&self, name: &str) -> Option<&Json> {
        self.fields()?.iter().find(|(own, _)| own == name).map(|(_, value)| value)
    }

    /// A name that an object here, or anywhere within, has twice.
    pub fn twice(&self) -> Option<&str> {
        match self {
            Json::List(values) => values.iter().find_map(Json::twice),
            Json::Object(fields) => {
                let name = |i: usize| fields[i].0.as_str();
                let order = sorted(fields.len(), &|a, b| name(a).cmp(name(b)));
                let pair = order.windows(2).find(|pair| name(pair[0]) == name(pair[1]));
                let within = || fields.iter().find_map(|(_, value)| value.twice());
                pair.map(|pair| name(pair[0])).or_else(within)
            }
            _ => None,
        }
    }

    pub fn fields(&self) -> Option<&[(String, Json)]> {
        if let Json::Object(fields) = self { Some(fields) } else { None }
    }

    pub fn list(&self) -> Option<&[Json]> {
        if let Json::List(values) = self { Some(values) } else { None }
    }

    pub fn text(&self) -> Option<&str> {
        if let Json::Text(text) = self { Some(text) } else { None }
    }

    pub fn number(&self) -> Option<u64> {
        if let Json::Number(number) = self { *number } else { None }
    }

    /// A list of whole numbers that can be lengths.
    pub fn lengths(&self) -> Option<Vec<usize>> {
        self.list()?.iter().map(|value| usize::try_from(value.number()?).ok()).collect()
    }
}

struct Reader<'a> {
    rest: &'a [u8],
}

impl Reader<'_> {
    fn space(&mut self) {
        while let [b' ' | b'\n' | b'\r' | b'\t', rest @ ..] = self.rest {
            self.rest = rest;
        }
    }

    fn next(&mut self) -> Option<u8> {
        let (&first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(first)
    }

    /// Goes past `byte`, after spaces, if it is there.
    fn skips(&mut self, byte: u8) -> bool {
        self.space();
        let there = self.rest.first() == Some(&byte);
        if there {
            self.next();
        }
        there
    }

    fn value(&mut self, nested: usize) -> Option<Json> {
        self.space();
        match self.rest.first()? {
            b'"' => self.text().map(Json::Text),
            b'[' => {
                self.entries(b']', nested, |reader, nested| reader.value(nested)).map(Json::List)
            }
            b'{' => self.entries(b'}', nested, Reader::field).map(Json::Object),
            b'-' | b'0'..=b'9' => {
                let is_part =
                    |byte: &u8| matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E');
                let length = self.rest.iter().take_while(|byte| is_part(byte)).count();
                let (number, rest) = self.rest.split_at(length);
                self.rest = rest;
                is_number(number).then_some(())?;
                Some(Json::Number(std::str::from_utf8(number).ok()?.parse().ok()))
            }
            _ => {
                let words: [&[u8]; 3] = [b"null", b"true", b"false"];
                self.rest = words.iter().find_map(|word| self.rest.strip_prefix(*word))?;
                Some(Json::Word)
            }
        }
    }

    /// What is between the bracket here and the closing one, separated by commas.
    fn entries<T>(
        &mut self,
        close: u8,
        nested: usize,
        entry: fn(&mut Self, usize) -> Option<T>,
    ) -> Option<Vec<T>> {
        let nested = nested.checked_sub(1)?;
        self.next();
        let mut entries = Vec::new();
        if self.skips(close) {
            return Some(entries);
        }
        loop {
            entries.push(entry(self, nested)?);
            if self.skips(close) {
                return Some(entries);
            }
            self.skips(b',').then_some(())?;
        }
    }

    fn field(&mut self, nested: usize) -> Option<(String, Json)> {
        self.space();
        let name = self.text()?;
        self.skips(b':').then_some(())?;
        Some((name, self.value(nested)?))
    }

    fn text(&mut self) -> Option<String> {
        (self.next()? == b'"').then_some(())?;
        let mut text = Vec::new();
        loop {
            match self.next()? {
                b'"' => return String::from_utf8(text).ok(),
                b'\\' => {
                    let character = self.escaped()?;
                    text.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
                }
                0..0x20 => return None,
                byte => text.push(byte),
            }
        }
    }

    /// The character that a backslash announced.
    fn escaped(&mut self) -> Option<char> {
        Some(match self.next()? {
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let unit = self.unit()?;
                let code = match unit {
                    0xd800..0xdc00 => {
                        (self.next()? == b'\\' && self.next()? == b'u').then_some(())?;
                        let low = self.unit()?.checked_sub(0xdc00).filter(|low| *low < 0x400)?;
                        0x10000 + ((unit - 0xd800) << 10) + low
                    }
                    _ => unit,
                };
                char::from_u32(code)?
            }
            other @ (b'"' | b'\\' | b'/') => char::from(other),
            _ => return None,
        })
    }

    /// Four hexadecimal digits.
    fn unit(&mut self) -> Option<u32> {
        (0..4).try_fold(0, |unit, _| Some(16 * unit + char::from(self.next()?).to_digit(16)?))
    }
}

/// Whether these are a number as JSON writes it: no leading zeros, digits around each point.
fn is_number(bytes: &[u8]) -> bool {
    let digits = |rest: &mut &[u8]| {
        let count = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        *rest = &rest[count..];
        count
    };
    let mut rest = bytes.strip_prefix(b"-").unwrap_or(bytes);
    let zero = rest.first() == Some(&b'0');
    let whole = digits(&mut rest);
    if whole == 0 || zero && whole > 1 {
        return false;
    }
    if let Some(fraction) = rest.strip_prefix(b".") {
        rest = fraction;
        if digits(&mut rest) == 0 {
            return false;
        }
    }
    if let [b'e' | b'E', exponent @ ..] = rest {
        rest = exponent.strip_prefix(b"-").or(exponent.strip_prefix(b"+")).unwrap_or(exponent);
        if digits(&mut rest) == 0 {
            return false;
        }
    }
    rest.is_empty()
}

// The libraries that they are held to are there natively alone.
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::Value;

    /// The same value as `serde_json` has it.
    fn seen(value: &Value) -> Json {
        match value {
            Value::Null | Value::Bool(_) => Json::Word,
            Value::Number(number) => Json::Number(number.as_u64()),
            Value::String(text) => Json::Text(text.clone()),
            Value::Array(values) => Json::List(values.iter().map(seen).collect()),
            Value::Object(fields) => Json::Object(
                fields.iter().map(|(name, value)| (name.clone(), seen(value))).collect(),
            ),
        }
    }

    fn values() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<u64>().prop_map(Value::from),
            any::<i32>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            any::<String>().prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 32, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::btree_map(any::<String>(), inner, 0..4)
                    .prop_map(|fields| Value::Object(fields.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn it_reads_what_serde_json_writes(value in values()) {
            prop_assert_eq!(Json::read(value.to_string().as_bytes()), Some(seen(&value)));
            let pretty = serde_json::to_string_pretty(&value).unwrap();
            prop_assert_eq!(Json::read(pretty.as_bytes()), Some(seen(&value)));
        }

        #[test]
        fn what_is_cut_short_or_damaged_never_panics(value in values(), cut in any::<prop::sample::Index>(), byte in any::<u8>()) {
            let mut text = value.to_string().into_bytes();
            let at = cut.index(text.len());
            text[at] = byte;
            let _ = Json::read(&text);
            let _ = Json::read(&text[..at]);
        }
    }

    #[test]
    fn numbers_are_those_of_json() {
        for text in ["0", "-0", "10", "1.5", "0.5e3", "1E-9", "-2e+4", "18446744073709551616"] {
            assert!(is_number(text.as_bytes()), "{text}");
            assert!(serde_json::from_str::<Value>(text).is_ok(), "{text}");
        }
        for text in ["", "-", "01", "-01", "1.", ".5", "1e", "1e+", "+1", "1-1", "1.2.3", "--1"] {
            assert!(!is_number(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn names_that_come_twice_are_found_at_every_depth() {
        let twice = |text: &str| Json::read(text.as_bytes()).unwrap().twice().map(str::to_owned);
        assert_eq!(twice(r#"{"a":1,"b":{"a":2},"c":[{"a":3}]}"#), None);
        assert_eq!(twice(r#"{"a":1,"b":2,"a":1}"#).as_deref(), Some("a"));
        assert_eq!(twice(r#"{"a":{"b":[1,{"c":1,"\u0063":2}]}}"#).as_deref(), Some("c"));
    }

    #[test]
    fn escapes_and_what_is_no_json() {
        let text = |bytes: &str| Json::read(bytes.as_bytes());
        assert_eq!(text(r#""a\u00e9\ud83d\ude00\/\n""#), Some(Json::Text("aé😀/\n".to_owned())));
        for wrong in [
            "",
            "[1,]",
            "[1 2]",
            "{\"a\"}",
            "{a:1}",
            "\"\\ud83d\"",
            "\"\\x\"",
            "nul",
            "1 1",
            "\"\n\"",
        ] {
            assert_eq!(text(wrong), None, "{wrong}");
        }
        assert_eq!(text(&"[".repeat(1 << 20)), None);
    }
}
