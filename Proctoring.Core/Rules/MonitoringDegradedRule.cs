using Proctoring.Core.Exams;
using Proctoring.Core.Observations;

namespace Proctoring.Core.Rules;

/// <summary>Records that this server could not monitor: it stalled, was overloaded or lacked its models. It accuses no one and clears no
/// one.</summary>
public sealed class MonitoringDegradedRule : ViolationRule
{
    /// <summary>The id of the rule.</summary>
    public const string Id = "monitoring_degraded";

    public MonitoringDegradedRule() => EndAfter = TimeSpan.FromSeconds(5);

    /// <inheritdoc />
    public override bool NeedsDecision => false;

    public override ViolationKind Kind { get; } =
        new(
            Id,
            "Monitoring was interrupted",
            Exams.Severity.Low,
            "The server could not monitor for a while. This says nothing about the candidate, only that nothing was "
                + "observed in this time.",
            "Monitoring is interrupted on our side. Continue with the exam; your answers are safe."
        );

    public override Finding? Judge(Observation observation)
    {
        if (observation.GapOf(Sensor.Server) is { } gap)
            return new Finding(true)
            {
                Detail = gap.Text,
                Model = "server clock",
                Since = gap.Since,
            };
        if (observation.Frame is null)
            return observation.Gaps is null ? null : Finding.Absent;
        var modelsLooked = observation.Faces is not null || observation.Picture is { Blocked: true };
        return modelsLooked
            ? Finding.Absent
            : new Finding(true) { Detail = SensorGap.TextOf(GapCause.ModelsUnavailable), Model = "server clock" };
    }
}
