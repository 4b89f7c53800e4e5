/** Which ECU the facts are about, as every report names it. */
import type { EcuDescription } from '../scenarios/ecu.ts';
import type { EcuFact } from './fact.ts';

export function ecuFact(ecu: EcuDescription): EcuFact {
  return {
    name: ecu.name,
    description: ecu.description,
    sha256: ecu.sha256,
    soc: ecu.soc.use,
    hypervisor: ecu.hypervisor.use,
    policy: ecu.hypervisor.pools[0]?.policy ?? '',
    origin: ecu.origin,
  };
}
