//! The registry of entities: the one spelling of every name, its aliases, what the entity is and where.

use std::collections::{BTreeMap, BTreeSet};

use crate::issue::{Findings, nearest};
use crate::layout::ENTITIES;
use crate::row::Row;
use crate::table::{Repeats, Table};

/// A company, investor, government or aggregate that facts are about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entity {
    /// The name that facts use.
    pub name: String,
    /// Other spellings, accepted everywhere.
    pub aliases: Vec<String>,
    /// What it is: `chip_maker`, `cloud`, `neocloud`, `lab`, `aggregate` ...; `unregistered` when no registry says.
    pub class: String,
    /// Home country as two letters, or `world`.
    pub region: String,
    /// Month in which its fiscal year ends, 1 to 12.
    pub fiscal_year_end_month: u8,
}

/// All entities of a release.
#[derive(Debug, Clone, Default)]
pub struct Entities {
    list: Vec<Entity>,
    index: BTreeMap<String, usize>,
    complete: bool,
}

impl Entities {
    /// The entity with this name or alias.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Entity> {
        self.index.get(name).map(|index| &self.list[*index])
    }

    /// All entities, in the order of the registry.
    pub fn iter(&self) -> impl Iterator<Item = &Entity> {
        self.list.iter()
    }

    /// All names and aliases, for hints.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.index.keys().map(String::as_str)
    }

    /// Adds the entities of a registry file; a name given before is replaced.
    ///
    /// `complete` says that the file lists every entity of its release, so that any other name is a mistake.
    pub(crate) fn add_file(&mut self, text: &str, complete: bool, findings: &Findings) {
        self.complete |= complete;
        let Some(table) = Table::read("entities.csv", text, ENTITIES, Repeats::Refused, findings) else {
            return;
        };
        let mut names = BTreeSet::new();
        for row in table.rows() {
            let entity = read(row);
            for (field, name) in std::iter::once(("name", &entity.name))
                .chain(entity.aliases.iter().map(|alias| ("aliases", alias)))
            {
                if !names.insert(name.clone()) {
                    let hint = Some("every name leads to one entity: drop it here or there".to_owned());
                    row.fault(field, format!("`{name}` is already the name or alias of an entity"), hint);
                }
            }
            self.insert(entity);
        }
    }

    fn insert(&mut self, entity: Entity) {
        let index = match self.index.get(&entity.name) {
            Some(index) if self.list[*index].name == entity.name => *index,
            _ => {
                self.list.push(entity.clone());
                self.list.len() - 1
            }
        };
        for name in std::iter::once(&entity.name).chain(&entity.aliases) {
            self.index.insert(name.clone(), index);
        }
        self.list[index] = entity;
    }

    /// The registered spelling of the name in `field`; an unknown name is reported.
    pub(crate) fn resolve(&mut self, row: Row<'_>, field: &str, name: &str) -> String {
        if name.is_empty() {
            return String::new();
        }
        if let Some(entity) = self.get(name) {
            return entity.name.clone();
        }
        let slip = self.names().find(|known| is_slip(name, known)).map(str::to_owned);
        if self.complete || slip.is_some() {
            let near = slip.as_deref().or_else(|| nearest(name, self.names()));
            let hint = near.map_or_else(
                || "add it to entities.csv".to_owned(),
                |near| format!("did you mean `{near}`? Otherwise add it to entities.csv"),
            );
            row.fault(field, format!("`{name}` is not an entity of the release"), Some(hint));
        } else {
            row.warn(field, format!("`{name}` is in no registry; its class and region are unknown"));
            self.insert(Entity {
                name: name.to_owned(),
                aliases: Vec::new(),
                class: "unregistered".to_owned(),
                region: "world".to_owned(),
                fiscal_year_end_month: 12,
            });
        }
        name.to_owned()
    }
}

fn read(row: Row<'_>) -> Entity {
    let aliases = row.text("aliases").split(';').map(str::trim).filter(|alias| !alias.is_empty());
    Entity {
        name: row.required("name").to_owned(),
        aliases: aliases.map(str::to_owned).collect(),
        class: row.required("class").to_owned(),
        region: row.required("region").to_owned(),
        fiscal_year_end_month: month(row, "fiscal_year_end_month"),
    }
}

fn month(row: Row<'_>, field: &str) -> u8 {
    let text = row.required(field);
    match text.parse() {
        Ok(month @ 1..=12) => month,
        _ => {
            let hint = Some("12 for a calendar year".to_owned());
            row.fault(field, format!("found `{text}`, expected a month from 1 to 12"), hint);
            12
        }
    }
}

/// Whether `name` is `known` with one letter wrong, missing, added or swapped.
pub(crate) fn is_slip(name: &str, known: &str) -> bool {
    name.chars().count() >= 4 && strsim::damerau_levenshtein(&name.to_lowercase(), &known.to_lowercase()) <= 1
}
