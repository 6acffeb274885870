//! Counts of texts and best scores of entities, as arrays that are cleared through the list of what was touched.

/// Compared from left to right; higher is better.
pub type Score = (f32, f32);

/// How often each text was met.
pub struct Counter {
    counts: Vec<u16>,
    touched: Vec<u32>,
}

impl Counter {
    pub fn new(texts: usize) -> Self {
        Self { counts: vec![0; texts], touched: vec![] }
    }

    pub fn add(&mut self, text: u32) {
        let count = &mut self.counts[text as usize];
        if *count == 0 {
            self.touched.push(text);
        }
        *count += 1;
    }

    pub fn counts(&self) -> impl Iterator<Item = (u32, usize)> {
        self.touched.iter().map(|&text| (text, usize::from(self.counts[text as usize])))
    }

    pub fn clear(&mut self) {
        for text in self.touched.drain(..) {
            self.counts[text as usize] = 0;
        }
    }
}

/// The best score of each entity.
pub struct Ranking {
    scores: Vec<Score>,
    touched: Vec<u32>,
}

const NONE: Score = (-1.0, -1.0);

impl Ranking {
    pub fn new(entities: usize) -> Self {
        Self { scores: vec![NONE; entities], touched: vec![] }
    }

    pub fn offer(&mut self, entity: u32, score: Score) {
        let best = &mut self.scores[entity as usize];
        if *best == NONE {
            self.touched.push(entity);
        }
        if score > *best {
            *best = score;
        }
    }

    /// The `limit` best entities, equal ones by number; the ranking is empty afterwards.
    pub fn take(&mut self, limit: usize) -> Vec<(u32, Score)> {
        let mut found: Vec<(u32, Score)> = self.touched.drain(..).map(|entity| (entity, self.scores[entity as usize])).collect();
        for (entity, _) in &found {
            self.scores[*entity as usize] = NONE;
        }
        let order = |a: &(u32, Score), b: &(u32, Score)| b.1.0.total_cmp(&a.1.0).then(b.1.1.total_cmp(&a.1.1)).then(a.0.cmp(&b.0));
        if limit > 0 && found.len() > limit {
            found.select_nth_unstable_by(limit - 1, order);
        }
        found.truncate(limit);
        found.sort_unstable_by(order);
        found
    }
}
