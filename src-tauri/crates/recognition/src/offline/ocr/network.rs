//! What goes into a network and what comes out, whichever engine runs it.

/// Numbers with the extents that arrange them, the last running fastest.
#[derive(Debug, Clone, Default)]
pub(crate) struct Array {
    /// Extents.
    pub(crate) shape: Vec<usize>,
    /// As many numbers as the product of the extents.
    pub(crate) numbers: Vec<f32>,
}

/// A picture as networks take it: blue, green and red planes of one picture, each row by row.
#[derive(Debug, Clone, Default)]
pub(crate) struct Planes {
    /// Pixels of a row.
    pub(crate) width: usize,
    /// Rows.
    pub(crate) height: usize,
    /// `3 × height × width` numbers.
    pub(crate) numbers: Vec<f32>,
}

impl Planes {
    /// Its extents as a network takes them: pictures, planes, rows, pixels of a row.
    pub(crate) fn shape(&self) -> Result<[usize; 4], String> {
        let shape = [1, 3, self.height, self.width];
        if self.numbers.len() != shape.iter().product::<usize>() {
            return Err("the input does not have its shape".to_owned());
        }
        Ok(shape)
    }

    /// Spreads its shades from black to white, where it has any: print in pale ink becomes dark.
    pub(crate) fn spread(&mut self) {
        let mut shades: Vec<f32> = self.numbers.iter().step_by(11).copied().collect();
        shades.sort_by(f32::total_cmp);
        let quantile = |share: usize| shades.get(shades.len() * share / 1000).copied();
        let (Some(dark), Some(light)) = (quantile(5), quantile(800)) else {
            return;
        };
        if light - dark < 0.15 {
            return;
        }
        for value in &mut self.numbers {
            *value = ((*value - dark) / (light - dark) * 2.0 - 1.0).clamp(-1.0, 1.0);
        }
    }
}

/// A network with one input and one output. May be run from several threads at once.
pub(crate) trait Network: Send + Sync {
    /// Runs it on one picture.
    fn run(&self, input: &Planes) -> Result<Array, String>;
}
