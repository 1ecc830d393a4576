using System.Text.RegularExpressions;
using Microsoft.Extensions.Localization;
using Proctoring.Core.Localization;
using Proctoring.Core.Resources;
using Proctoring.Core.Rules;

namespace Proctoring.Core.Reviews;

/// <summary>Finds violations of one session that can be decided together: the same type, the same kind of detail, a similar length, and
/// still open for this reviewer.</summary>
internal static partial class AlikeFlags
{
    static readonly IStringLocalizer L = TextSet.Of<RuleTexts>();
    static readonly TimeSpan[] Steps = [TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(60)];

    /// <summary>Returns the flag itself and similar ones by beginning; only itself if there are no similar ones.</summary>
    /// <param name="flag">The selected flag.</param>
    /// <param name="all">All flags of the session.</param>
    /// <param name="reviewer">The reviewer, whose decided flags are excluded.</param>
    public static Alike Of(CaseFlag flag, IEnumerable<CaseFlag> all, Guid? reviewer)
    {
        var step = StepOf(flag.Duration);
        var kind = KindOf(flag.Detail);
        List<CaseFlag> found =
        [
            .. all.Where(other =>
                other.Id == flag.Id
                || (
                    other.Type == flag.Type
                    && other.Severity == flag.Severity
                    && StepOf(other.Duration) == step
                    && KindOf(other.Detail) == kind
                    && other.Decisions.All(decision => decision.ReviewerId != reviewer)
                )
            ),
        ];
        return new Alike(found, Describe(flag, step, kind));
    }

    static int StepOf(TimeSpan duration) => Array.FindIndex(Steps, limit => duration < limit) is var step and >= 0 ? step : Steps.Length;

    /// <summary>The detail without its numbers: "31 degrees to the left" equals "44 degrees to the left".</summary>
    static string KindOf(string? detail) => Numbers().Replace(detail ?? "", "").Replace("  ", " ", StringComparison.Ordinal).Trim();

    static string Describe(CaseFlag flag, int step, string kind)
    {
        var what = RuleText.Title(flag.Type, flag.Title);
        if (kind.Length > 0)
            what = L["Alike_Kind", what, ShownKind(flag.Detail, kind)];
        return step switch
        {
            0 => L["Alike_Under3", what],
            1 => L["Alike_Under10", what],
            2 => L["Alike_Under60", what],
            _ => L["Alike_Longer", what],
        };
    }

    /// <summary>A translated detail keeps its word order: its numbers become an ellipsis.</summary>
    static string ShownKind(string? detail, string kind) =>
        Language.Current == Language.English ? kind : Numbers().Replace(DetailText.Of(detail) ?? "", "…");

    [GeneratedRegex(@"-?\d+([.,]\d+)?( degrees)?")]
    private static partial Regex Numbers();
}

/// <summary>Violations that can be decided together.</summary>
/// <param name="Flags">The flags, including the selected one.</param>
/// <param name="DisplayText">Their common properties: "Head turned away, degrees to the left, under 3 s".</param>
public sealed record Alike(IReadOnlyList<CaseFlag> Flags, string DisplayText);
