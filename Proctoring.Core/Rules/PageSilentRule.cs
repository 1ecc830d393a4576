using System.ComponentModel.DataAnnotations;
using Proctoring.Core.Exams;
using Proctoring.Core.Observations;

namespace Proctoring.Core.Rules;

/// <summary>Flags an exam page that does not report: a script that only sends frames reports no tab, no focus and no paste.</summary>
public sealed class PageSilentRule : ViolationRule
{
    public PageSilentRule() => EndAfter = TimeSpan.FromSeconds(2);

    /// <summary>How long the page may report nothing, 8–300 s. A page reports every five seconds.</summary>
    /// <remarks>Only the time counts in which the server proved that no report waited (<see cref="SensorGap.Counted"/>).</remarks>
    [Range(typeof(TimeSpan), "00:00:08", "00:05:00")]
    public TimeSpan Silence { get; set; } = TimeSpan.FromSeconds(10);

    public override ViolationKind Kind { get; } =
        new(
            "page_silent",
            "Exam page does not report",
            Exams.Severity.Medium,
            "The exam page reported nothing in this time, or dropped reports, although it was connected. Tab, window, "
                + "clipboard and displays were not observed. A browser that suspends the page can cause this, and so can a "
                + "program that sends pictures without the page.",
            "The exam page has stopped reporting. Reload the page to continue; your saved answers are safe."
        );

    public override Finding? Judge(Observation observation)
    {
        if (observation is not { Gaps: not null, ServerStoodStill: false })
            return null;
        return observation.GapOf(Sensor.Page) switch
        {
            // The page reports that a dialog of the browser has the keyboard.
            null or { Cause: GapCause.NotReported } => Finding.Absent,
            { Cause: GapCause.Disconnected } or { IsPause: true } => null,
            { Cause: GapCause.NoReports } gap when gap.SilenceAt(observation.At) < Silence => null,
            var gap => new Finding(true)
            {
                Detail = gap.Text,
                Model = "server clock",
                Since = gap.Since,
            },
        };
    }
}
