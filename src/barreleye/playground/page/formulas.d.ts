// The module that Python writes for each page.

export const FORMULAS: Record<
  "float32" | "float64",
  {
    activations: Record<string, any>;
    losses: Record<string, any>;
    optimizers: Record<string, any>;
  }
>;
