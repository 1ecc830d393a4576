using Proctoring.Core.Exams;
using Proctoring.Core.Reports;
using Proctoring.Core.Rules;

namespace Proctoring.Core.Policies;

/// <summary>Adds up the effects on single sessions.</summary>
internal sealed class EffectSums(ExamPolicy draft)
{
    readonly Dictionary<string, EffectLine> lines = new(StringComparer.Ordinal);
    readonly List<(double Before, double After)> risks = [];
    int unreadable;
    int incomplete;
    int changed;

    public int Sessions => unreadable + risks.Count;

    public void AddUnreadable() => unreadable++;

    public void Add(
        IReadOnlyCollection<ProctoringViolation> stored,
        bool complete,
        IReadOnlyList<ReplayedViolation> before,
        ExamPolicy had,
        IReadOnlyList<ReplayedViolation> after
    )
    {
        incomplete += complete ? 0 : 1;
        risks.Add((SessionReplay.RiskOf(before, had).Score, SessionReplay.RiskOf(after, draft).Score));
        var differs = false;
        foreach (var type in stored.Select(flag => flag.Type).Union(before.Concat(after).Select(flag => flag.Type)))
        {
            var (old, young) = (Of(before, type), Of(after, type));
            var (gone, added) = (old.Count(flag => !Overlaps(flag, young)), young.Count(flag => !Overlaps(flag, old)));
            differs |= gone + added > 0 || old.Count != young.Count;
            var reported = stored.Count(flag => flag.Type == type && IsReported(flag));
            var line = lines.GetValueOrDefault(type) ?? new EffectLine(type, TitleOf(type, stored, before, after), 0, 0, 0, 0, 0, 0);
            lines[type] = line with
            {
                Stored = line.Stored + stored.Count(flag => flag.Type == type) - reported,
                Reported = line.Reported + reported,
                Before = line.Before + old.Count,
                After = line.After + young.Count,
                Gone = line.Gone + gone,
                New = line.New + added,
            };
        }

        changed += differs ? 1 : 0;
    }

    public EffectOnSessions Result() =>
        new(
            Sessions,
            risks.Count,
            incomplete,
            changed,
            risks.Count == 0 ? null : Math.Round(risks.Average(risk => risk.Before), 1),
            risks.Count == 0 ? null : Math.Round(risks.Average(risk => risk.After), 1),
            [.. lines.Values.OrderByDescending(line => line.Gone + line.New).ThenBy(line => line.Type, StringComparer.Ordinal)]
        );

    static List<ReplayedViolation> Of(IEnumerable<ReplayedViolation> flags, string type) => [.. flags.Where(flag => flag.Type == type)];

    static bool Overlaps(ReplayedViolation flag, List<ReplayedViolation> others) =>
        others.Exists(other => flag.Began <= other.Ended && other.Began <= flag.Ended);

    static bool IsReported(ProctoringViolation flag) => flag.ClientEventId is not null || flag.AuthorId is not null;

    static string TitleOf(
        string type,
        IEnumerable<ProctoringViolation> stored,
        IEnumerable<ReplayedViolation> before,
        IEnumerable<ReplayedViolation> after
    ) =>
        before.Concat(after).FirstOrDefault(flag => flag.Type == type)?.Title ?? stored.First(flag => flag.Type == type).Title;
}
