/** What a device sees of the medium behind it: requests in, an answer later. Times in ps, sizes in bytes. */
export interface MediumPort {
  /**
   * Takes a request now. `done` is called when the medium is done, with who held the request up: an entity, or -1; `late`
   * says that a display refreshed without a new frame.
   */
  submit(request: MediumRequest, nowPs: number): void;
}

export interface MediumRequest {
  readonly sizeBytes: number;
  readonly write: boolean;
  readonly priority: number;
  /** Entity that asks. */
  readonly requester: number;
  done(nowPs: number, culprit: number, late: boolean): void;
}
