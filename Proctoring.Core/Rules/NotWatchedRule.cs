using Proctoring.Core.Exams;
using Proctoring.Core.Observations;

namespace Proctoring.Core.Rules;

/// <summary>Flags time that was not monitored because of the system around the exam: its page paused monitoring, or it sent no
/// pictures.</summary>
public sealed class NotWatchedRule : ViolationRule
{
    internal const string Id = "not_watched";

    public NotWatchedRule() => EndAfter = TimeSpan.FromSeconds(5);

    public override ViolationKind Kind { get; } =
        new(
            Id,
            "The exam was not monitored",
            Exams.Severity.Medium,
            "The page around the exam paused monitoring, or the system that runs the exam sent no pictures. This "
                + "server was able to monitor. Nothing is known about this time. That page runs in the candidate's browser, "
                + "so check who asked for the pause.",
            "The page around the exam paused monitoring. The timer keeps running."
        );

    public override Finding? Judge(Observation observation) =>
        observation.GapOf(Sensor.Camera) switch
        {
            { Cause: GapCause.PausedByHost } gap => new Finding(true)
            {
                Detail = gap.Text,
                Model = "server clock",
                Since = gap.Since,
            },
            _ => observation.Gaps is null && observation.Frame is null ? null : Finding.Absent,
        };
}
