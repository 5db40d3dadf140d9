import type { KleidiaConfig } from "../../config/kleidia";
import type { KleidiaProblem } from "./problems";
import { kleidiaShapes } from "./shapes";

/** By blue-green a release's Pods are made all at once, and before they are needed. */
export function blueGreenProblems({ services }: KleidiaConfig): KleidiaProblem[] {
  if (!services) return [];
  const { backend, frontend, blueGreen } = services;
  const ports = [backend.nodePort, frontend.nodePort, blueGreen?.nodePorts?.backend, blueGreen?.nodePorts?.frontend];
  const stated = ports.filter((port) => port !== undefined);
  const twice = stated.find((port, i) => stated.indexOf(port) !== i);
  const { previous } = blueGreen ?? {};
  return [
    ...(twice === undefined ? [] : [{ path: "services", message: `found the node port ${twice} more than once, expected one for each Service` }]),
    ...(blueGreen ? Object.entries({ backend, frontend }) : []).flatMap(([name, { replicas }]) => replicas !== undefined ? [] : [{
      path: `services.${name}.replicas`,
      message: "found none, expected how many Pods a release begins with: an autoscaler of the Deployment before does not know of the next one",
    }]),
    ...(previous === undefined || kleidiaShapes.at(previous) !== undefined ? []
      : [{ path: "services.blueGreen.previous", message: `found release ${previous}, expected ${kleidiaShapes.oldest} or newer: older objects are not described` }]),
  ];
}
