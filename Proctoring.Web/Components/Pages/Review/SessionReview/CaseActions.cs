using Proctoring.Core.Exams;
using Proctoring.Core.Reviews;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Web.Components.Pages.Review.SessionReview;

/// <summary>What is open beside the flag.</summary>
internal enum CasePanel
{
    None,
    Dismiss,
    Note,
    Verdict,
    Withdraw,
}

/// <summary>A reviewer's desk: one session, the flag looked at, and what can be done with them. The page draws it; the keys and buttons call it.</summary>
internal sealed partial class CaseActions(
    CaseReader reader, FlagDecisions decisions, SessionVerdicts verdicts, ReviewNotes notes, Func<Task<StaffViewer?>> askReviewer, ILogger log)
{
    readonly Stack<IReadOnlyList<Guid>> done = new();
    readonly Turns turns = new();
    Guid wanted;

    public SessionCase? Case { get; private set; }

    public StaffViewer? Viewer { get; private set; }

    /// <summary>The flag looked at, from 0.</summary>
    public int Index { get; private set; }

    public CasePanel Panel { get; private set; }

    /// <summary>The verdict that waits for its reason.</summary>
    public Verdict? Chosen { get; private set; }

    /// <summary>Whether the next decision is for all alike flags.</summary>
    public bool WithAlike { get; private set; }

    public bool ShowBoxes { get; private set; } = true;

    /// <summary>What did not work, in words.</summary>
    public string? Trouble { get; private set; }

    /// <summary>What was done last, in words, for the eye and the screen reader.</summary>
    public string? Said { get; private set; }

    public CaseFlag? Flag => Case?.Flags.ElementAtOrDefault(Index);

    public Alike? Alike => Flag is { } flag ? AlikeFlags.Of(flag, Case!.Flags, Viewer?.UserId) : null;

    public bool CanUndo => done.Count > 0 && CanDecide;

    /// <summary>The viewer may decide, and nothing final stands in the way.</summary>
    public bool CanDecide => Viewer?.MayReview() == true && Case is { Session.Verdict: null };

    public CaseVerdict? Mine => Case?.Verdicts.FirstOrDefault(verdict => verdict.ReviewerId == Viewer?.UserId);

    public bool CanWithdraw => Viewer?.MayReview() == true && Case?.Verdicts.Count > 0 && (Mine is not null || Viewer.Is(StaffRoles.Administrator));

    /// <summary>How many flags the viewer has not decided on.</summary>
    public int Left => Case?.Flags.Count(IsOpen) ?? 0;

    /// <summary>What a press of a key or button was meant for.</summary>
    (Guid? Session, Guid? Flag, CasePanel Panel, Verdict? Chosen) Standing => (Case?.Session.Id, Flag?.Id, Panel, Chosen);

    /// <summary>Opens a session; false where there is none for this person, or where another was asked for meanwhile.</summary>
    public async Task<bool> OpenAsync(StaffViewer viewer, Guid sessionId, CancellationToken cancellation)
    {
        wanted = sessionId;
        await turns.TakeAsync(() => OpenNowAsync(viewer, sessionId, cancellation));
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

    public void Toggle(CasePanel panel)
    {
        var allowed = panel == CasePanel.Withdraw ? CanWithdraw : CanDecide && (panel is CasePanel.Note or CasePanel.Verdict || Flag is not null);
        (Panel, Chosen, Trouble) = (allowed && Panel != panel ? panel : CasePanel.None, null, null);
    }

    public void ToggleAlike() => WithAlike = !WithAlike && CanDecide && Alike is { Flags.Count: > 1 };

    public void ToggleBoxes() => ShowBoxes = !ShowBoxes;

    public void Choose(Verdict verdict) => (Chosen, Trouble) = (verdict, null);

    public void Close() => (Panel, Chosen, Trouble) = (CasePanel.None, null, null);

    /// <summary>Reads the session again, as others may have changed it.</summary>
    public Task ReadAgainAsync(StaffViewer viewer, CancellationToken cancellation) => turns.TakeAsync(() => ReadNowAsync(viewer, cancellation));

    /// <summary>Says that something failed, and puts why on record for whoever runs the server.</summary>
    public void Fail(Exception cause, string words)
    {
        LogFailed(log, cause);
        Trouble = words;
    }

    async Task OpenNowAsync(StaffViewer viewer, Guid sessionId, CancellationToken cancellation)
    {
        var found = wanted == sessionId ? await reader.FindAsync(viewer, sessionId, cancellation) : null;
        // Whoever has gone on meanwhile is not taken back.
        if (wanted != sessionId)
            return;
        (Viewer, Case, Index) = (viewer, found, 0);
        (Panel, Chosen, WithAlike, Trouble, Said) = (CasePanel.None, null, false, null, null);
        done.Clear();
        if (Case is null)
            return;
        Index = Math.Max(0, FirstOpen(0));
        await reader.OpenedAsync(viewer, sessionId, cancellation);
    }

    async Task ReadNowAsync(StaffViewer viewer, CancellationToken cancellation)
    {
        if (Case is null || await reader.FindAsync(viewer, Case.Session.Id, cancellation) is not { } found)
            return;
        var looked = Flag?.Id;
        Case = found;
        // A running session gets new flags; the one looked at stays the one looked at.
        if (found.Flags.ToList().FindIndex(flag => flag.Id == looked) is var index and >= 0)
            Index = index;
    }

    bool IsOpen(CaseFlag flag) => flag.Decisions.All(decision => decision.ReviewerId != Viewer?.UserId);

    int FirstOpen(int from) => Case!.Flags.ToList().FindIndex(Math.Min(from, Case.Flags.Count), IsOpen);

    [LoggerMessage(LogLevel.Error, "Something that a reviewer did at the desk failed.")]
    static partial void LogFailed(ILogger log, Exception cause);
}
