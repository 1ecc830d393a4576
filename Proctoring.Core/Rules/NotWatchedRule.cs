using Proctoring.Core.Exams;
using Proctoring.Core.Observations;

namespace Proctoring.Core.Rules;

/// <summary>We could have watched and were kept from it from outside: the page around the exam paused it, or no picture was ever sent.</summary>
public sealed class NotWatchedRule : ViolationRule
{
    public NotWatchedRule() => EndAfter = TimeSpan.FromSeconds(5);

    public override ViolationKind Kind { get; } = new(
        "not_watched",
        "The exam was not watched",
        Exams.Severity.Medium,
        "The page around the exam paused the watching, or the system that ran it sent no pictures; this server could have watched. What happened in this time is not known. The candidate's browser shows that page, so it is worth a look who asked for it.",
        "The page around the exam paused the watching. The clock goes on.");

    public override Finding? Judge(Observation observation) => observation.Unwatched switch
    {
        { ByHost: true } gap => new Finding(true) { Detail = gap.Why, Model = "server clock", Since = gap.Since },
        _ => observation.Frame is null ? null : Finding.Absent,
    };
}
