using Proctoring.Core.Exams;
using Proctoring.Core.Observations;

namespace Proctoring.Core.Rules;

/// <summary>We were blind by our own fault: a model failed, or the server was away. Silence is not innocence, nor is it guilt.</summary>
public sealed class MonitoringDegradedRule : ViolationRule
{
    public MonitoringDegradedRule() => EndAfter = TimeSpan.FromSeconds(5);

    public override ViolationKind Kind { get; } = new(
        "monitoring_degraded",
        "Monitoring was interrupted",
        Exams.Severity.Low,
        "The system itself could not watch for a while. It says nothing about the candidate, only that this time was not seen.",
        "Monitoring is interrupted on our side. Carry on; your answers are safe.");

    public override Finding? Judge(Observation observation)
    {
        // What the host asked for is no fault of ours: NotWatchedRule.
        if (observation.Unwatched is { ByHost: true })
            return null;
        if (observation.Unwatched is { } gap)
            return new Finding(true) { Detail = gap.Why, Model = "server clock", Since = gap.Since };
        if (observation.Frame is null)
            return null;
        var modelsLooked = observation.Faces is not null || observation.Picture is { Blocked: true };
        return modelsLooked ? Finding.Absent : new Finding(true) { Detail = "the models could not look at the pictures", Model = "server clock" };
    }
}
