using Proctoring.Core.Observations;
using Proctoring.Core.Rules;

namespace Proctoring.Core.Reports;

/// <summary>The sensors that a session uses.</summary>
internal static class SessionSensors
{
    /// <summary>Lists the sensors.</summary>
    /// <param name="rules">The rules of the session.</param>
    /// <param name="startedHere">Whether the session ran here. Another system's page sends only frames.</param>
    public static IReadOnlyList<Sensor> Of(IEnumerable<ViolationRule> rules, bool startedHere) =>
        !startedHere ? [Sensor.Camera]
        : rules.Any(rule => rule is AudioDetectedRule { Enabled: true }) ? [Sensor.Camera, Sensor.Microphone, Sensor.Page, Sensor.Server]
        : [Sensor.Camera, Sensor.Page, Sensor.Server];
}
