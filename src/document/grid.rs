//! The grid: areas against profiles, by group, at most six columns a table.

use super::assemble::items;
use super::ground::{Ground, glyph, label, small};
use super::items::Items;
use super::view::*;
use crate::matrix::resolve::one_line;
use crate::matrix::{Cell, Holder, Profile, Seller};
use crate::model::Basis;
use std::collections::HashMap;
use std::sync::Arc;

/// The most columns of a table.
const MOST: usize = 6;

/// One table: the group by position, which part of how many, and its columns: profile and members.
struct Table {
    group: usize,
    part: usize,
    parts: usize,
    columns: Vec<(usize, Vec<usize>)>,
}

/// The tables, group by group; and their heads alone.
pub(super) fn grids(ground: &Arc<Ground>, groups: &[GroupView]) -> (Items<GridView>, Items<GridView>) {
    let head = |group: &GroupView| GroupHead { id: group.id.clone(), title: group.title.clone() };
    let shared = Arc::new((tables(ground, groups), groups.iter().map(head).collect::<Vec<_>>()));
    let list = |rows: bool| {
        let shared = Arc::clone(&shared);
        items(ground, "grids", shared.0.len(), move |ground, at| {
            let (tables, groups) = &*shared;
            let table = &tables[at];
            GridView {
                group: groups[table.group].clone(),
                part: table.part,
                parts: table.parts,
                columns: table.columns.iter().map(|(profile, members)| column(ground, *profile, members)).collect(),
                layers: if rows { layers(ground, &table.columns) } else { Vec::new() },
            }
        })
    };
    (list(true), list(false))
}

fn tables(ground: &Ground, groups: &[GroupView]) -> Vec<Table> {
    let mut tables = Vec::new();
    for (group, facts) in groups.iter().enumerate() {
        let mut columns: Vec<(usize, Vec<usize>)> = Vec::new();
        let mut known: HashMap<usize, usize> = HashMap::new();
        for (at, component) in
            ground.matrix.components.iter().enumerate().filter(|(_, component)| component.group == facts.id)
        {
            let column = *known.entry(component.profile).or_insert_with(|| {
                columns.push((component.profile, Vec::new()));
                columns.len() - 1
            });
            columns[column].1.push(at);
        }
        let parts = columns.len().div_ceil(MOST).max(1);
        let width = columns.len().div_ceil(parts).max(1);
        for (part, columns) in columns.chunks(width).enumerate() {
            tables.push(Table { group, part: part + 1, parts, columns: columns.to_vec() });
        }
    }
    tables
}

fn column(ground: &Ground, profile: usize, members: &[usize]) -> ColumnView {
    let matrix = &ground.matrix;
    let first = &matrix.components[members[0]];
    let components = ground.component_ids(members);
    let mut data: Vec<String> = Vec::new();
    for class in members.iter().flat_map(|&at| &matrix.components[at].data) {
        let title = ground
            .architecture
            .data_classes
            .get(class.as_str())
            .map_or_else(|| class.clone(), |class| one_line(&class.title));
        if !data.contains(&title) {
            data.push(title);
        }
    }
    ColumnView {
        profile: matrix.components[matrix.profiles[profile].components[0]].id.clone(),
        label: label(&components),
        components,
        service: first.service.name.clone(),
        variant: first
            .variant
            .as_ref()
            .and_then(|id| first.service.variants.get(id))
            .map(|variant| variant.title.clone()),
        built_on: first.built_on.as_ref().map(|base| base.service.name.clone()),
        category: first.placed.as_ref().map(|placed| ground.category_of(first, placed)),
        data,
        strips: strips(ground, &matrix.profiles[profile]),
    }
}

/// The marks of a column, a text a layer.
fn strips(ground: &Ground, profile: &Profile) -> Vec<String> {
    let areas = &ground.model.core.areas;
    let mut strips = vec![String::new(); areas.layers.len()];
    for (at, (area, cell)) in areas.areas.iter().zip(&profile.cells).enumerate() {
        let Some(layer) = areas.layers.iter().position(|layer| layer.id == area.layer) else { continue };
        let strip = &mut strips[layer];
        strip.push_str(if strip.is_empty() { "" } else { " " });
        strip.push_str(&small(at + 1));
        strip.push_str(glyph(cell.holder));
    }
    strips
}

fn layers(ground: &Ground, columns: &[(usize, Vec<usize>)]) -> Vec<GridLayer> {
    let areas = &ground.model.core.areas;
    let row = |at: usize| GridRow {
        area: ground.area(at).to_owned(),
        number: at + 1,
        title: ground.area_title(at).to_owned(),
        marks: columns.iter().map(|(profile, members)| mark(ground, *profile, members[0], at)).collect(),
    };
    let rows = |layer: &str| {
        areas.areas.iter().enumerate().filter(|(_, area)| area.layer == layer).map(|(at, _)| row(at)).collect()
    };
    areas
        .layers
        .iter()
        .map(|layer| GridLayer { id: layer.id.clone(), title: layer.title.clone(), rows: rows(&layer.id) })
        .collect()
}

fn mark(ground: &Ground, profile: usize, component: usize, area: usize) -> MarkView {
    let profile = &ground.matrix.profiles[profile];
    let cell: &Cell = &profile.cells[area];
    MarkView {
        cell: format!("{}.{}", ground.matrix.components[component].id, ground.area(area)),
        party: cell.holder.word().to_owned(),
        word: word(ground, cell, &profile.seller),
        departs: cell.departs_from.is_some(),
        judgement: cell.basis == Some(Basis::Judgement),
        row: ground.row(component, area),
    }
}

/// The word beside a glyph.
fn word(ground: &Ground, cell: &Cell, seller: &Seller) -> String {
    match cell.holder {
        Holder::Customer if ground.architecture.organisation.is_none() => "customer".to_owned(),
        Holder::NotApplicable => "n/a".to_owned(),
        holder => ground.holder(holder, || ground.provider_of(cell, seller)),
    }
}
