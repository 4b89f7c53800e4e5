/**
 * Watches the registers of a device and judges rules ST1 to ST6. Source: VIRTIO 1.4, `content.tex`, device
 * initialisation, status field, configuration space, virtqueue reset.
 */
import { type CoreEvent, statusBits } from './device-core.ts';
import type { RuleBook, RuleId } from './rule.ts';

const { acknowledge, driver, driverOk, featuresOk, suspend, needsReset } = statusBits;
const remembered = 16;

export class StatusChecker {
  readonly #book: RuleBook;
  #status = 0;
  /** Steps of initialisation that were made since the reset. */
  #featuresRead = false;
  #confirmed = false;
  #suspending = false;
  #owesConfiguration = false;
  /** Generation at the start of a read of several accesses; -1: none. */
  #generation = -1;
  #wideReads = 0;
  readonly #before: string[] = [];

  constructor(book: RuleBook) {
    this.#book = book;
  }

  saw(event: CoreEvent): void {
    this.#remember(event);
    switch (event.kind) {
      case 'status-written':
        this.#written(event.value);
        break;
      case 'status-read':
        if ((event.value & featuresOk) !== 0 && (this.#status & featuresOk) !== 0) this.#confirmed = true;
        this.#status = event.value;
        break;
      case 'status-set':
        this.#set(event.value);
        break;
      case 'features-read':
        this.#featuresRead = true;
        break;
      case 'features-written':
        this.#judge('ST1', (this.#status & featuresOk) === 0, 'features are written after FEATURES_OK');
        break;
      case 'queue-enabled':
        this.#judge('ST1', this.#confirmed, 'a queue is set up before FEATURES_OK was read back');
        break;
      case 'kick':
      case 'consumed':
      case 'used-notification':
        this.#acted(event.kind);
        break;
      case 'configuration-notification':
        if (this.#owesConfiguration) this.#book.exercise('ST3');
        this.#owesConfiguration = false;
        break;
      case 'generation-read':
        this.#generationRead(event.value);
        break;
      case 'configuration-read':
        if (event.sizeBytes > 4) this.#violate('ST5', `one access of ${event.sizeBytes} B`);
        this.#wideReads += 1;
        break;
      case 'queue-reset':
        this.#judge('ST6', !event.keepsState, `queue ${event.queue} keeps state over its reset`);
        break;
      case 'in-flight':
        this.#judge('ST4', event.count === 0, `${event.count} requests are in flight while SUSPEND is shown`);
        break;
    }
  }

  /** The device goes idle: what it owed must have been done. */
  idle(): void {
    if (this.#owesConfiguration) this.#violate('ST3', 'NEEDS_RESET without a configuration notification');
    this.#owesConfiguration = false;
  }

  /** A field of several accesses was read from `firstOffset` on: both generations must be the same, or it is read again. */
  wideField(accesses: number, accepted: boolean, generations: readonly [number, number]): void {
    this.#judge(
      'ST5',
      accesses < 2 || !accepted || generations[0] === generations[1],
      'a torn configuration field is accepted',
    );
  }

  #written(value: number): void {
    const before = this.#status;
    if (value === 0) {
      this.#featuresRead = this.#confirmed = this.#suspending = false;
      this.#status = 0;
      this.#book.exercise('ST1');
      return;
    }
    const resumes = (value & driverOk) !== 0 && (before & suspend) !== 0;
    this.#judge(
      'ST2',
      (before & ~value & ~needsReset & ~suspend) === 0,
      `status goes from ${before} to ${value} without a reset`,
    );
    this.#judge('ST1', (value & driver) === 0 || (value & acknowledge) !== 0, 'DRIVER without ACKNOWLEDGE');
    if ((value & featuresOk) !== 0 && (before & featuresOk) === 0)
      this.#judge('ST1', this.#featuresRead && (before & driver) !== 0, 'FEATURES_OK before features were read');
    if ((value & driverOk) !== 0 && (before & driverOk) === 0 && !resumes)
      this.#judge('ST1', this.#confirmed, 'DRIVER_OK before FEATURES_OK was read back');
    if ((value & suspend) !== 0 && (before & suspend) === 0) {
      this.#suspending = true;
      this.#book.exercise('ST4');
    } else if (resumes) {
      this.#suspending = false;
      this.#book.exercise('ST4');
    }
    this.#status = value;
  }

  #set(value: number): void {
    if ((value & needsReset) !== 0 && (this.#status & needsReset) === 0 && (this.#status & driverOk) !== 0)
      this.#owesConfiguration = true;
    if ((value & suspend) !== 0 && this.#suspending)
      this.#judge('ST4', (value & driverOk) === 0, 'SUSPEND is shown together with DRIVER_OK');
    this.#status = value;
  }

  #acted(kind: 'kick' | 'consumed' | 'used-notification'): void {
    const isLive = (this.#status & driverOk) !== 0;
    this.#judge('ST2', isLive, `${kind} before DRIVER_OK`);
    if (kind === 'consumed' && this.#suspending) this.#violate('ST4', 'a buffer is consumed while the device suspends');
  }

  #generationRead(value: number): void {
    if (this.#generation >= 0 && this.#wideReads > 0) {
      this.#book.exercise('ST5');
      this.#generation = -1;
    } else this.#generation = value;
    this.#wideReads = 0;
  }

  #judge(rule: RuleId, holds: boolean, text: string): void {
    this.#book.judge(rule, holds, text, () => [...this.#before]);
  }

  #violate(rule: RuleId, text: string): void {
    this.#book.violate(rule, text, [...this.#before]);
  }

  #remember(event: CoreEvent): void {
    if (event.kind === 'consumed' || event.kind === 'used-notification' || event.kind === 'kick') return;
    this.#before.push('value' in event ? `${event.kind} ${event.value}` : event.kind);
    if (this.#before.length > remembered) this.#before.shift();
  }
}
