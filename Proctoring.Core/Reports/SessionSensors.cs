using Proctoring.Core.Observations;
using Proctoring.Core.Rules;

namespace Proctoring.Core.Reports;

/// <summary>The sensors that a session uses.</summary>
internal static class SessionSensors
{
    /// <summary>Lists the sensors.</summary>
    /// <param name="rules">The rules of the session.</param>
    /// <param name="startedHere">Whether the session ran here. Another system's page sends only frames.</param>
    /// <param name="screen">Whether the session asked for the screen.</param>
    /// <param name="room">Whether a phone was to show the room.</param>
    public static IReadOnlyList<Sensor> Of(IEnumerable<ViolationRule> rules, bool startedHere, bool screen, bool room)
    {
        if (!startedHere)
            return [Sensor.Camera];
        var listens = rules.Any(rule => rule is AudioDetectedRule { Enabled: true });
        return
        [
            Sensor.Camera,
            .. listens ? [Sensor.Microphone] : Array.Empty<Sensor>(),
            Sensor.Page,
            Sensor.Server,
            .. screen ? [Sensor.Screen] : Array.Empty<Sensor>(),
            .. room ? [Sensor.Room] : Array.Empty<Sensor>(),
        ];
    }
}
