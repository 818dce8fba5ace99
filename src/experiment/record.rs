//! A few named values: the parameters of a cell, or one row of what it found.

use serde::ser::{Serialize, SerializeMap, Serializer};

/// One value of a [`Record`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value {
    /// A whole number.
    Whole(u64),
    /// A number; one that is not finite is written as `null`.
    Number(f64),
    /// A name, of a rule say.
    Name(&'static str),
}

impl From<usize> for Value {
    fn from(value: usize) -> Self {
        Value::Whole(value as u64)
    }
}

impl From<u64> for Value {
    fn from(value: u64) -> Self {
        Value::Whole(value)
    }
}

impl From<f64> for Value {
    fn from(value: f64) -> Self {
        Value::Number(value)
    }
}

impl From<&'static str> for Value {
    fn from(value: &'static str) -> Self {
        Value::Name(value)
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match *self {
            Value::Whole(value) => serializer.serialize_u64(value),
            Value::Number(value) => serializer.serialize_f64(value),
            Value::Name(value) => serializer.serialize_str(value),
        }
    }
}

/// Named values in a fixed order, which is that of their JSON too.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Record(Vec<(&'static str, Value)>);

impl Record {
    /// These values.
    pub fn new<const N: usize>(values: [(&'static str, Value); N]) -> Self {
        Record(values.to_vec())
    }

    /// One more value.
    pub fn with(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.0.push((name, value.into()));
        self
    }

    /// The values in their order.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, Value)> + '_ {
        self.0.iter().copied()
    }

    /// The value of this name, if there is one.
    pub fn get(&self, name: &str) -> Option<Value> {
        self.iter().find(|(own, _)| *own == name).map(|(_, value)| value)
    }

    /// A number that is there: an experiment asks for parameters of its own grid.
    pub fn number(&self, name: &str) -> f64 {
        match self.get(name) {
            Some(Value::Number(value)) => value,
            Some(Value::Whole(value)) => value as f64,
            other => panic!("{name} must be a number of this cell, got {other:?}"),
        }
    }

    /// A whole number that is there.
    pub fn whole(&self, name: &str) -> usize {
        match self.get(name) {
            Some(Value::Whole(value)) => value as usize,
            other => panic!("{name} must be a whole number of this cell, got {other:?}"),
        }
    }

    /// A name that is there.
    pub fn name(&self, name: &str) -> &'static str {
        match self.get(name) {
            Some(Value::Name(value)) => value,
            other => panic!("{name} must be a name in this cell, got {other:?}"),
        }
    }
}

impl Serialize for Record {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}
