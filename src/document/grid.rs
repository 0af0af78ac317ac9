//! The grid: areas against profiles, by group, at most six columns a table.

use super::facts;
use super::ground::{Ground, label};
use super::view::*;
use crate::matrix::resolve::one_line;
use crate::matrix::{Cell, Holder, Seller};
use crate::model::Basis;

/// The most columns of a table.
const MOST: usize = 6;

/// The tables, group by group.
pub(super) fn grids(ground: &Ground<'_>) -> Vec<GridView> {
    let view = facts::facts(ground.architecture, ground.matrix, ground.model);
    let mut grids = Vec::new();
    for group in view.groups {
        let mut columns: Vec<(usize, Vec<usize>)> = Vec::new();
        for (at, component) in
            ground.matrix.components.iter().enumerate().filter(|(_, component)| component.group == group.id)
        {
            match columns.iter_mut().find(|(profile, _)| *profile == component.profile) {
                Some((_, members)) => members.push(at),
                None => columns.push((component.profile, vec![at])),
            }
        }
        let parts = columns.len().div_ceil(MOST).max(1);
        let width = columns.len().div_ceil(parts).max(1);
        for (part, columns) in columns.chunks(width).enumerate() {
            grids.push(GridView {
                group: group.clone(),
                part: part + 1,
                parts,
                columns: columns.iter().map(|(profile, members)| column(ground, *profile, members)).collect(),
                layers: layers(ground, columns),
            });
        }
    }
    grids
}

fn column(ground: &Ground<'_>, profile: usize, members: &[usize]) -> ColumnView {
    let matrix = ground.matrix;
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
        category: first.placed.as_ref().map(|placed| ground.category_title(&first.provider, &placed.category)),
        data,
    }
}

fn layers(ground: &Ground<'_>, columns: &[(usize, Vec<usize>)]) -> Vec<GridLayer> {
    let areas = &ground.model.core.areas;
    let row = |at: usize| GridRow {
        area: ground.area(at).to_owned(),
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

fn mark(ground: &Ground<'_>, profile: usize, component: usize, area: usize) -> MarkView {
    let profile = &ground.matrix.profiles[profile];
    let cell: &Cell = &profile.cells[area];
    let chapter = match profile.common[area] {
        true => format!("provider:{}", ground.provider_id(&profile.seller)),
        false => ground.matrix.components[profile.components[0]].id.clone(),
    };
    MarkView {
        cell: format!("{}.{}", ground.matrix.components[component].id, ground.area(area)),
        party: cell.holder.word().to_owned(),
        word: word(ground, cell.holder, &profile.seller),
        departs: cell.departs_from.is_some(),
        judgement: cell.basis == Some(Basis::Judgement),
        chapter,
        row: ground.row(component, area),
    }
}

/// The word beside a glyph.
pub(super) fn word(ground: &Ground<'_>, holder: Holder, seller: &Seller) -> String {
    let organisation = ground.architecture.organisation.as_ref();
    match holder {
        Holder::Customer => {
            organisation.map_or_else(|| "customer".to_owned(), |of| one_line(of.short.as_ref().unwrap_or(&of.name)))
        }
        Holder::Provider => ground.short(seller),
        Holder::Shared => "shared".to_owned(),
        Holder::NotApplicable => "n/a".to_owned(),
        Holder::Undecided => "undecided".to_owned(),
        Holder::Unplaced => "unplaced".to_owned(),
    }
}
