//! How many cells each side holds. Counts are counts, never a percentage.

use super::cell::Holder;
use super::chosen::Chosen;
use super::profile::Profile;
use crate::embedded::Model;

/// Numbers of cells by holder, in the order of [`Holder::ALL`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally(pub [usize; 6]);

impl Tally {
    /// The number of cells a holder has.
    pub fn of(&self, holder: Holder) -> usize {
        self.0[holder as usize]
    }

    /// The number of all cells.
    pub fn all(&self) -> usize {
        self.0.iter().sum()
    }

    fn add(&mut self, holder: Holder) {
        self.0[holder as usize] += 1;
    }
}

/// Counts for the whole, for each layer and for each component.
#[derive(Debug, Clone, Default)]
pub struct Counts {
    /// All cells.
    pub total: Tally,
    /// By layer, in the order of the layers.
    pub layers: Vec<Tally>,
    /// By component, in the order of the components.
    pub components: Vec<Tally>,
}

/// Counts the cells of all components.
pub fn counts(model: &Model, components: &[Chosen], profiles: &[Profile]) -> Counts {
    let areas = &model.core.areas;
    let layer_of: Vec<usize> = areas
        .areas
        .iter()
        .map(|area| areas.layers.iter().position(|layer| layer.id == area.layer).unwrap_or(0))
        .collect();
    let mut counts = Counts { layers: vec![Tally::default(); areas.layers.len()], ..Counts::default() };
    for component in components {
        let mut own = Tally::default();
        for cell in profiles.get(component.profile).into_iter().flat_map(|profile| &profile.cells) {
            counts.total.add(cell.holder);
            counts.layers[layer_of[cell.area]].add(cell.holder);
            own.add(cell.holder);
        }
        counts.components.push(own);
    }
    counts
}
