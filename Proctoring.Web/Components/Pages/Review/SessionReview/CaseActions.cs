using Microsoft.Extensions.Localization;
using Proctoring.Core.Exams;
using Proctoring.Core.Reviews;
using Proctoring.Core.Storage.Staff;
using Proctoring.Web.Resources;

namespace Proctoring.Web.Components.Pages.Review.SessionReview;

/// <summary>The panel that is open on the session page.</summary>
internal enum CasePanel
{
    None,
    Dismiss,
    Note,
    Verdict,
    Withdraw,
}

/// <summary>
/// Holds one session, the selected flag and the reviewer's actions on them. The page draws it; its keys and buttons call it.
/// </summary>
internal sealed partial class CaseActions(
    CaseReader reader,
    FlagDecisions decisions,
    SessionVerdicts verdicts,
    ReviewNotes notes,
    Func<Task<StaffViewer?>> askReviewer,
    ILogger log
)
{
    static readonly IStringLocalizer L = TextSet.Of<ReviewTexts>();

    readonly ActionQueue actions = new();
    readonly HashSet<Guid> seen = [];
    Guid wanted;

    public SessionCase? Case { get; private set; }

    public StaffViewer? Viewer { get; private set; }

    /// <summary>The selected flag, from 0.</summary>
    public int Index { get; private set; }

    public CasePanel Panel { get; private set; }

    /// <summary>The verdict that waits for its reason.</summary>
    public Verdict? Chosen { get; private set; }

    /// <summary>The reason that waits until the reviewer accepts the doubts about the verdict.</summary>
    public string? Pending { get; private set; }

    /// <summary>Whether the next decision applies to all similar flags.</summary>
    public bool WithAlike { get; private set; }

    public bool ShowBoxes { get; private set; } = true;

    /// <summary>The error to show.</summary>
    public string? Trouble { get; private set; }

    /// <summary>The last action in words, on screen and for screen readers.</summary>
    public string? Said { get; private set; }

    public CaseFlag? Flag => Case?.Flags.ElementAtOrDefault(Index);

    public Alike? Alike => Flag is { } flag ? AlikeFlags.Of(flag, Case!.Flags, Viewer?.UserId) : null;

    /// <summary>The similar flags whose picture the browser has not shown yet.</summary>
    public int Unseen => WithAlike ? Alike!.Flags.Count(flag => flag.Pictures.Count > 0 && !seen.Contains(flag.Id)) : 0;

    public bool CanUndo => CanDecide && Case!.Flags.Any(flag => !IsUndecided(flag));

    /// <summary>The viewer may decide flags: there is neither a final verdict nor one of their own.</summary>
    public bool CanDecide => CanGive && Mine is null;

    /// <summary>The viewer may write notes and give a verdict: there is no final verdict.</summary>
    public bool CanGive => Viewer?.MayReview() == true && Case is { Session.Verdict: null };

    public CaseVerdict? Mine => Case?.Verdicts.FirstOrDefault(verdict => verdict.ReviewerId == Viewer?.UserId);

    public bool CanWithdraw =>
        Viewer?.MayReview() == true && Case?.Verdicts.Count > 0 && (Mine is not null || Viewer.Is(StaffRoles.Administrator));

    /// <summary>How the viewer decided the flags so far.</summary>
    public VerdictBasis Basis =>
        VerdictBasis.Of(
            (Case?.Flags ?? [])
                .Where(flag => flag.NeedsDecision || !IsUndecided(flag))
                .Select(flag => (flag.Severity, flag.Decisions.LastOrDefault(decision => decision.ReviewerId == Viewer?.UserId)?.Decision)),
            Case?.Identity
        );

    /// <summary>What speaks against the chosen verdict.</summary>
    public IReadOnlyList<VerdictDoubt> Doubts => Chosen is { } verdict ? Basis.DoubtsOf(verdict) : [];

    /// <summary>The reasons that a digit chooses in the open panel.</summary>
    public IReadOnlyList<QuickReason> QuickReasons =>
        this switch
        {
            { Panel: CasePanel.Dismiss } => Review.QuickReasons.Dismissal,
            { Panel: CasePanel.Verdict, Chosen: { } verdict, Pending: null, Case: { } session } => Review.QuickReasons.Of(
                verdict,
                Basis,
                session
            ),
            _ => [],
        };

    /// <summary>How many flags the viewer has to decide.</summary>
    public int Left => Case?.Flags.Count(IsOpen) ?? 0;

    /// <summary>How many flags need a decision.</summary>
    public int Needed => Case?.Flags.Count(flag => flag.NeedsDecision) ?? 0;

    /// <summary>What a key or button was pressed for.</summary>
    (Guid? Session, Guid? Flag, CasePanel Panel, Verdict? Chosen, string? Pending) Standing =>
        (Case?.Session.Id, Flag?.Id, Panel, Chosen, Pending);

    /// <summary>Opens a session at a flag, or at the first that is open. False if it does not exist for this person, or if another session
    /// was requested in the meantime.</summary>
    public async Task<bool> OpenAsync(StaffViewer viewer, Guid sessionId, Guid? flag, CancellationToken cancellation)
    {
        wanted = sessionId;
        await actions.RunAsync(() => OpenNowAsync(viewer, sessionId, flag, cancellation));
        return wanted == sessionId && Case is not null;
    }

    public void Show(int index)
    {
        if (Case is null || Case.Flags.Count == 0)
            return;
        Index = Math.Clamp(index, 0, Case.Flags.Count - 1);
        (WithAlike, Said) = (false, null);
        Close();
    }

    /// <summary>Records that the browser has shown a flag's picture.</summary>
    public void Saw(Guid flag) => seen.Add(flag);

    public void Toggle(CasePanel panel)
    {
        var allowed = panel switch
        {
            CasePanel.Withdraw => CanWithdraw,
            CasePanel.Note => CanGive,
            CasePanel.Verdict => CanDecide,
            _ => CanDecide && Flag is not null,
        };
        var next = allowed && Panel != panel ? panel : CasePanel.None;
        Close();
        Panel = next;
    }

    public void ToggleAlike() => WithAlike = !WithAlike && CanDecide && Alike is { Flags.Count: > 1 };

    public void ToggleBoxes() => ShowBoxes = !ShowBoxes;

    public void Choose(Verdict verdict) => (Chosen, Pending, Trouble) = (verdict, null, null);

    public void Close() => (Panel, Chosen, Pending, Trouble) = (CasePanel.None, null, null, null);

    /// <summary>Reads the session again, since others may have changed it.</summary>
    public Task ReadAgainAsync(StaffViewer viewer, CancellationToken cancellation) =>
        actions.RunAsync(() => ReadNowAsync(viewer, cancellation));

    /// <summary>Shows an error, and logs its cause for the operator.</summary>
    public void Fail(Exception cause, string words)
    {
        LogFailed(log, cause);
        Trouble = words;
    }

    async Task OpenNowAsync(StaffViewer viewer, Guid sessionId, Guid? flag, CancellationToken cancellation)
    {
        var found = wanted == sessionId ? await reader.FindAsync(viewer, sessionId, cancellation) : null;
        // The reviewer has moved on in the meantime.
        if (wanted != sessionId)
            return;
        (Viewer, Case, Index) = (viewer, found, 0);
        (WithAlike, Said) = (false, null);
        Close();
        seen.Clear();
        if (Case is null)
            return;
        Index = flag is not null && IndexOf(flag) is var named and >= 0 ? named : Math.Max(0, FirstOpen(0));
        await reader.OpenedAsync(viewer, sessionId, cancellation);
    }

    async Task ReadNowAsync(StaffViewer viewer, CancellationToken cancellation)
    {
        if (Case is null || await reader.FindAsync(viewer, Case.Session.Id, cancellation) is not { } found)
            return;
        var looked = Flag?.Id;
        Case = found;
        // A running session gets new flags; the selected one stays selected.
        if (IndexOf(looked) is var index and >= 0)
            Index = index;
    }

    /// <summary>Moves to the next or previous flag on which a reviewer must decide.</summary>
    public void Move(int by)
    {
        var index = Index + by;
        while (Case?.Flags.ElementAtOrDefault(index) is { NeedsDecision: false })
            index += by;
        if (index >= 0 && index < Case?.Flags.Count)
            Show(index);
    }

    /// <summary>Whether the viewer must decide on the flag and has not.</summary>
    bool IsOpen(CaseFlag flag) => flag.NeedsDecision && IsUndecided(flag);

    bool IsUndecided(CaseFlag flag) => flag.Decisions.All(decision => decision.ReviewerId != Viewer?.UserId);

    int IndexOf(Guid? id) => Case!.Flags.ToList().FindIndex(flag => flag.Id == id);

    int FirstOpen(int from) => Case!.Flags.ToList().FindIndex(Math.Min(from, Case.Flags.Count), IsOpen);

    [LoggerMessage(LogLevel.Error, "An action on the session page failed.")]
    static partial void LogFailed(ILogger log, Exception cause);
}
