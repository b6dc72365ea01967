/** The reason of a run's signal when somebody, or something that happened, ended it. */
export class RunStopped extends Error {
  override readonly name = 'RunStopped';
  /** A full sentence for whoever reads the issue. */
  readonly because: string;

  constructor(because: string) {
    super(because);
    this.because = because;
  }
}
