//! Shades of grey made larger and sharper.

/// Shades of grey, row by row.
pub(super) struct Plane {
    pub(super) width: usize,
    pub(super) values: Vec<u8>,
}

impl Plane {
    /// So many times as wide and high, with straight transitions.
    pub(super) fn enlarged(&self, times: usize) -> Self {
        let rows: Vec<&[u8]> = self.values.chunks_exact(self.width.max(1)).collect();
        let mut values = Vec::with_capacity(self.values.len() * times * times);
        for (y, row) in rows.iter().enumerate() {
            let below = rows.get(y + 1).unwrap_or(row);
            for down in 0..times {
                let mix = |a: u8, b: u8, part: usize| {
                    (usize::from(a) * (times - part) + usize::from(b) * part) / times
                };
                let mut column = row.iter().zip(*below).map(|(a, b)| mix(*a, *b, down) as u8);
                let mut here = column.next();
                while let Some(value) = here {
                    let next = column.next();
                    for right in 0..times {
                        values.push(mix(value, next.unwrap_or(value), right) as u8);
                    }
                    here = next;
                }
            }
        }
        Self {
            width: self.width * times,
            values,
        }
    }

    /// Every value moved away from the mean of those around it.
    pub(super) fn sharpened(self, reach: usize, strength: i32) -> Self {
        let mean = self
            .mean_of_rows(reach)
            .turned()
            .mean_of_rows(reach)
            .turned();
        let values = self
            .values
            .iter()
            .zip(&mean.values)
            .map(|(value, mean)| {
                let (value, mean) = (i32::from(*value), i32::from(*mean));
                (value + strength * (value - mean)).clamp(0, 255) as u8
            })
            .collect();
        Self { values, ..self }
    }

    fn mean_of_rows(&self, reach: usize) -> Self {
        let mut values = Vec::with_capacity(self.values.len());
        for row in self.values.chunks_exact(self.width.max(1)) {
            let at = |index: usize| u32::from(row.get(index).copied().unwrap_or(0));
            let mut sum: u32 = row.iter().take(reach).map(|v| u32::from(*v)).sum();
            let mut count = reach.min(row.len()) as u32;
            for index in 0..row.len() {
                if index + reach < row.len() {
                    sum += at(index + reach);
                    count += 1;
                }
                if let Some(gone) = index.checked_sub(reach + 1) {
                    sum -= at(gone);
                    count -= 1;
                }
                values.push((sum / count.max(1)) as u8);
            }
        }
        Self {
            width: self.width,
            values,
        }
    }

    /// Rows as columns.
    fn turned(&self) -> Self {
        let height = self.values.len() / self.width.max(1);
        let mut values = Vec::with_capacity(self.values.len());
        for x in 0..self.width {
            values.extend(self.values.iter().skip(x).step_by(self.width.max(1)));
        }
        Self {
            width: height,
            values,
        }
    }
}
