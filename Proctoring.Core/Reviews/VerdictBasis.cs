using System.Globalization;
using Proctoring.Core.Exams;

namespace Proctoring.Core.Reviews;

/// <summary>Counts a reviewer's decisions on the flags of a session, and finds what contradicts a verdict in them and in the check of the
/// identity.</summary>
/// <param name="Confirmed">Flags that the reviewer confirmed.</param>
/// <param name="Dismissed">Flags that the reviewer dismissed.</param>
/// <param name="Unsure">Flags that the reviewer marked as unsure.</param>
/// <param name="Undecided">Flags that the reviewer has not decided.</param>
/// <param name="UndecidedHigh">The undecided flags of high severity.</param>
public sealed record VerdictBasis(int Confirmed, int Dismissed, int Unsure, int Undecided, int UndecidedHigh)
{
    /// <summary>The check of the identity by a person; null if the candidate did not ask for one.</summary>
    public PersonCheck? Identity { get; init; }

    /// <summary>All flags of the session.</summary>
    public int Flags => Confirmed + Dismissed + Unsure + Undecided;

    /// <summary>Counts flags by the reviewer's standing decision; null for none.</summary>
    public static VerdictBasis Of(IEnumerable<(Severity Severity, Decision? Decision)> flags, PersonCheck? identity)
    {
        var all = flags.ToList();
        return new VerdictBasis(
            all.Count(flag => flag.Decision == Decision.Confirmed),
            all.Count(flag => flag.Decision == Decision.Dismissed),
            all.Count(flag => flag.Decision == Decision.Unsure),
            all.Count(flag => flag.Decision is null),
            all.Count(flag => flag is { Decision: null, Severity: Severity.High })
        )
        {
            Identity = identity,
        };
    }

    /// <summary>The doubts about a verdict. The reviewer must accept each of them before the verdict is stored.</summary>
    public IReadOnlyList<VerdictDoubt> DoubtsOf(Verdict verdict)
    {
        List<VerdictDoubt> doubts = [];
        if (verdict == Verdict.Clear && Confirmed > 0)
            doubts.Add(VerdictDoubt.ClearDespiteConfirmed);
        if (verdict == Verdict.Violation && Confirmed == 0)
            doubts.Add(VerdictDoubt.ViolationWithoutConfirmed);
        if (Flags > 0 && Undecided == Flags)
            doubts.Add(VerdictDoubt.NothingDecided);
        else if (UndecidedHigh > 0)
            doubts.Add(VerdictDoubt.HighUndecided);
        if (Identity is { Confirmed: null })
            doubts.Add(VerdictDoubt.IdentityOpen);
        if (verdict == Verdict.Clear && Identity is { Confirmed: false })
            doubts.Add(VerdictDoubt.ClearDespiteIdentity);
        return doubts;
    }

    /// <summary>The counts in words: "2 of 16 flags confirmed, 1 dismissed, 0 unsure, 13 not reviewed; identity not confirmed".</summary>
    public override string ToString() =>
        (
            Flags == 0
                ? "no flags"
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Confirmed} of {Flags} flags confirmed, {Dismissed} dismissed, {Unsure} unsure, {Undecided} not reviewed"
                )
        )
        + Identity switch
        {
            null => "",
            { Confirmed: null } => "; identity not checked",
            { Confirmed: true } => "; identity confirmed",
            _ => "; identity not confirmed",
        };
}

/// <summary>A reason to doubt a verdict.</summary>
public enum VerdictDoubt
{
    /// <summary>The verdict is Clear, but the reviewer confirmed a flag.</summary>
    ClearDespiteConfirmed,

    /// <summary>The verdict is Violation, but the reviewer confirmed no flag.</summary>
    ViolationWithoutConfirmed,

    /// <summary>The session has flags, and the reviewer decided none of them.</summary>
    NothingDecided,

    /// <summary>The reviewer left flags of high severity undecided.</summary>
    HighUndecided,

    /// <summary>The check of the candidate's identity is still open, and the verdict closes it.</summary>
    IdentityOpen,

    /// <summary>The verdict is Clear, but the person who checked the identity did not confirm it.</summary>
    ClearDespiteIdentity,
}
