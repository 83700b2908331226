// What the page computes, without a page: for its worker, and for tests.

import { FORMULAS } from "./formulas.js";
import { Network } from "./network.js";
import { OptimizerState, lossAndGradient, mean, part, step } from "./training.js";
import { constantsOf } from "./optimizers.js";
import { contentOf, lossesFor, withLayers, withRows } from "./content.js";
import { explainedStep, slopeByDifference } from "./explained_step.js";
import { exactCurve } from "./curve.js";
import { areaOfEffect } from "./area.js";
import { jobOf, learned } from "./jobs.js";
import { LossLog } from "./loss_chart.js";
import { Moments } from "./moments.js";
import { marks } from "./marks.js";
import { History } from "./history.js";
import { modelFile } from "./model_file.js";
import { pastedRows } from "./pasted_rows.js";
import { pythonScript } from "./python_script.js";
import { numberOf, shown } from "./expressions.js";
import { Random, firstParameters } from "./random.js";
import { Trainer } from "./trainer.js";

export const engine = {
  FORMULAS,
  History,
  LossLog,
  Moments,
  Network,
  OptimizerState,
  Random,
  Trainer,
  areaOfEffect,
  constantsOf,
  contentOf,
  explainedStep,
  exactCurve,
  firstParameters,
  lossAndGradient,
  jobOf,
  learned,
  lossesFor,
  marks,
  mean,
  modelFile,
  numberOf,
  part,
  pastedRows,
  pythonScript,
  shown,
  slopeByDifference,
  step,
  withLayers,
  withRows,
};
