//! The compiled model as bytes: a head, and tables of providers, services, frameworks and dialects sorted by id. A record says where its
//! parts lie, so that opening costs the same however many there are, and only what is named is decoded. `build.rs` packs,
//! `embedded` opens.

use super::{Areas, Core, Dialect, Framework, Provider, Regimes, Service, ServiceEntry, Version};
use std::collections::BTreeMap;

/// A record: where the id, a first part and a second part lie, each as offset and length in the data.
const RECORD: usize = 6 * 4;

/// The packed model.
#[derive(Debug, Clone, Copy)]
pub struct Packed {
    head: &'static [u8],
    providers: Table,
    services: Table,
    frameworks: Table,
    dialects: Table,
}

/// Records sorted by id.
#[derive(Debug, Clone, Copy)]
struct Table {
    records: &'static [u8],
    data: &'static [u8],
}

const GOOD: &str = "it was packed with the same types";

impl Packed {
    /// Opens what [`pack`] made.
    pub fn open(bytes: &'static [u8]) -> Self {
        let (head, rest) = part(bytes);
        let (providers, rest) = part(rest);
        let (services, rest) = part(rest);
        let (frameworks, rest) = part(rest);
        let (dialects, data) = part(rest);
        let table = |records| Table { records, data };
        Self {
            head,
            providers: table(providers),
            services: table(services),
            frameworks: table(frameworks),
            dialects: table(dialects),
        }
    }

    /// The model's version, the areas, the countries, and those of geographies.
    pub fn head(&self) -> (Version, Areas, String, String) {
        postcard::from_bytes(self.head).expect(GOOD)
    }

    /// The providers: id and packed bytes.
    pub fn providers(&self) -> impl Iterator<Item = (&'static str, &'static [u8])> {
        let table = self.providers;
        (0..table.len()).map(move |at| (table.id(at), table.part(at, 1)))
    }

    /// What a list of services shows, sorted by id.
    pub fn entries(&self) -> impl Iterator<Item = ServiceEntry> {
        let table = self.services;
        (0..table.len()).map(move |at| postcard::from_bytes(table.part(at, 1)).expect(GOOD))
    }

    /// Whether there is a service with an id.
    pub fn has(&self, id: &str) -> bool {
        self.services.find(id).is_some()
    }

    /// A service.
    pub fn service(&self, id: &str) -> Option<Service> {
        let at = self.services.find(id)?;
        Some(postcard::from_bytes(self.services.part(at, 2)).expect(GOOD))
    }

    /// The ids of the dialects, sorted.
    pub fn dialects(&self) -> impl Iterator<Item = &'static str> {
        let table = self.dialects;
        (0..table.len()).map(move |at| table.id(at))
    }

    /// A dialect.
    pub fn dialect(&self, id: &str) -> Option<Dialect> {
        let at = self.dialects.find(id)?;
        Some(postcard::from_bytes(self.dialects.part(at, 1)).expect(GOOD))
    }

    /// The ids of the frameworks, sorted.
    pub fn frameworks(&self) -> impl Iterator<Item = &'static str> {
        let table = self.frameworks;
        (0..table.len()).map(move |at| table.id(at))
    }

    /// A framework.
    pub fn framework(&self, id: &str) -> Option<Framework> {
        let at = self.frameworks.find(id)?;
        Some(postcard::from_bytes(self.frameworks.part(at, 1)).expect(GOOD))
    }
}

/// A provider from its bytes.
pub fn provider(bytes: &[u8]) -> Provider {
    postcard::from_bytes(bytes).expect(GOOD)
}

impl Table {
    fn len(&self) -> usize {
        self.records.len() / RECORD
    }

    fn part(&self, at: usize, number: usize) -> &'static [u8] {
        let record = &self.records[at * RECORD + number * 8..];
        let (start, length) = (number_at(record), number_at(&record[4..]));
        &self.data[start..start + length]
    }

    fn id(&self, at: usize) -> &'static str {
        std::str::from_utf8(self.part(at, 0)).expect("an id is text")
    }

    fn find(&self, id: &str) -> Option<usize> {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low + (high - low) / 2;
            match self.id(middle).cmp(id) {
                std::cmp::Ordering::Equal => return Some(middle),
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        None
    }
}

fn number_at(bytes: &[u8]) -> usize {
    u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]) as usize
}

fn part(bytes: &'static [u8]) -> (&'static [u8], &'static [u8]) {
    bytes[4..].split_at(number_at(bytes))
}

/// Packs a model.
pub fn pack(core: &Core, services: &BTreeMap<String, Service>, regimes: &Regimes) -> Vec<u8> {
    const STORABLE: &str = "the types hold nothing postcard cannot store";
    let head = (&core.version, &core.areas, &core.countries, &core.geographies);
    let head = postcard::to_allocvec(&head).expect(STORABLE);
    let mut data = Vec::new();
    let mut record = |id: &str, parts: [Vec<u8>; 2]| {
        let mut record = Vec::with_capacity(RECORD);
        for part in [id.as_bytes(), &parts[0], &parts[1]] {
            record.extend((data.len() as u32).to_le_bytes());
            record.extend((part.len() as u32).to_le_bytes());
            data.extend_from_slice(part);
        }
        record
    };
    let store_provider = |provider: &Provider| postcard::to_allocvec(provider).expect(STORABLE);
    let providers: Vec<u8> =
        core.providers.iter().flat_map(|(id, provider)| record(id, [store_provider(provider), Vec::new()])).collect();
    let services: Vec<u8> = services
        .iter()
        .flat_map(|(id, service)| {
            let entry = postcard::to_allocvec(&ServiceEntry::of(id, service)).expect(STORABLE);
            record(id, [entry, postcard::to_allocvec(service).expect(STORABLE)])
        })
        .collect();
    let frameworks: Vec<u8> = regimes
        .frameworks
        .iter()
        .flat_map(|(id, framework)| record(id, [postcard::to_allocvec(framework).expect(STORABLE), Vec::new()]))
        .collect();
    let dialects: Vec<u8> = regimes
        .dialects
        .iter()
        .flat_map(|(id, dialect)| record(id, [postcard::to_allocvec(dialect).expect(STORABLE), Vec::new()]))
        .collect();
    let mut bytes = Vec::new();
    for part in [&head, &providers, &services, &frameworks, &dialects] {
        bytes.extend((part.len() as u32).to_le_bytes());
        bytes.extend(part);
    }
    bytes.extend(data);
    bytes
}
