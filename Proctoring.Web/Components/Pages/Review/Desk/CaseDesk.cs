using System.ComponentModel.DataAnnotations;
using Proctoring.Core.Reviews;
using Proctoring.Core.Staff;
using Proctoring.Core.Violations;

namespace Proctoring.Web.Components.Pages.Review.Desk;

/// <summary>What is open beside the flag.</summary>
internal enum DeskPanel
{
    None,
    Dismiss,
    Note,
    Verdict,
    Withdraw,
}

/// <summary>A reviewer's desk: one session, the flag looked at, and what can be done with them. The page draws it; the keys and buttons call it.</summary>
internal sealed class CaseDesk(CaseReader reader, FlagDecisions decisions, SessionVerdicts verdicts, ReviewNotes notes, Func<Task<StaffViewer?>> askReviewer)
{
    readonly Stack<IReadOnlyList<Guid>> done = new();

    public SessionCase? Case { get; private set; }

    public StaffViewer? Viewer { get; private set; }

    /// <summary>The flag looked at, from 0.</summary>
    public int Index { get; private set; }

    public DeskPanel Panel { get; private set; }

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

    /// <summary>Opens a session; false where there is none for this person.</summary>
    public async Task<bool> OpenAsync(StaffViewer viewer, Guid sessionId, CancellationToken cancellation)
    {
        (Viewer, Case) = (viewer, await reader.FindAsync(viewer, sessionId, cancellation));
        (Panel, Chosen, WithAlike, Trouble, Said) = (DeskPanel.None, null, false, null, null);
        done.Clear();
        if (Case is null)
            return false;
        Index = Math.Max(0, FirstOpen(0));
        await reader.OpenedAsync(viewer, sessionId, cancellation);
        return true;
    }

    public void Show(int index)
    {
        if (Case is null || Case.Flags.Count == 0)
            return;
        Index = Math.Clamp(index, 0, Case.Flags.Count - 1);
        (WithAlike, Said) = (false, null);
        Close();
    }

    public void Toggle(DeskPanel panel)
    {
        var allowed = panel == DeskPanel.Withdraw ? CanWithdraw : CanDecide && (panel is DeskPanel.Note or DeskPanel.Verdict || Flag is not null);
        (Panel, Chosen, Trouble) = (allowed && Panel != panel ? panel : DeskPanel.None, null, null);
    }

    public void ToggleAlike() => WithAlike = !WithAlike && CanDecide && Alike is { Flags.Count: > 1 };

    public void ToggleBoxes() => ShowBoxes = !ShowBoxes;

    public void Choose(Verdict verdict) => (Chosen, Trouble) = (verdict, null);

    public void Close() => (Panel, Chosen, Trouble) = (DeskPanel.None, null, null);

    public Task DecideAsync(Decision decision, string? reason, CancellationToken cancellation) => ActAsync(async viewer =>
    {
        if (Flag is null)
            return ReviewOutcome.NotThere;
        var flags = WithAlike ? Alike!.Flags : [Flag];
        var decided = await decisions.DecideAsync(viewer, Case!.Session.Id, [.. flags.Select(flag => flag.Id)], decision, reason, cancellation);
        if (decided.Outcome != ReviewOutcome.Done)
            return decided.Outcome;
        done.Push(decided.Decisions);
        await ReadAgainAsync(viewer, cancellation);
        var next = FirstOpen(Index + 1) is var after and >= 0 ? after : FirstOpen(0);
        if (next >= 0)
            Index = next;
        Said = $"{ReviewWords.Of(decision)}{(flags.Count > 1 ? $": {flags.Count} flags" : "")}.{(Left == 0 ? " Every flag is decided: give the verdict with v." : "")}";
        return ReviewOutcome.Done;
    });

    public Task UndoAsync(CancellationToken cancellation) => ActAsync(async viewer =>
    {
        if (!done.TryPop(out var last))
            return ReviewOutcome.Done;
        var outcome = await decisions.UndoAsync(viewer, Case!.Session.Id, last, cancellation);
        var undone = Case.Flags.ToList().FindIndex(flag => flag.Decisions.Any(decision => last.Contains(decision.Id)));
        await ReadAgainAsync(viewer, cancellation);
        if (undone >= 0)
            Index = undone;
        Said = outcome == ReviewOutcome.Done ? "Taken back." : null;
        return outcome;
    });

    public Task WriteNoteAsync(string? text, bool aboutFlag, CancellationToken cancellation) => ActAsync(async viewer =>
    {
        var outcome = await notes.WriteAsync(viewer, Case!.Session.Id, aboutFlag ? Flag?.Id : null, text, cancellation);
        await ReadAgainAsync(viewer, cancellation);
        Said = outcome == ReviewOutcome.Done ? "Note kept." : null;
        return outcome;
    });

    public Task GiveVerdictAsync(string? reason, CancellationToken cancellation) => ActAsync(async viewer =>
    {
        if (Chosen is not { } verdict)
            return ReviewOutcome.NotThere;
        var outcome = await verdicts.GiveAsync(viewer, Case!.Session.Id, verdict, reason, cancellation);
        await ReadAgainAsync(viewer, cancellation);
        Said = outcome != ReviewOutcome.Done ? null
            : Case?.Session.Verdict is null ? "Your verdict is kept. A second reviewer has to agree before it is final."
            : "The verdict is final. Shift+J opens the next session.";
        return outcome;
    });

    public Task WithdrawVerdictAsync(string? reason, CancellationToken cancellation) => ActAsync(async viewer =>
    {
        var outcome = await verdicts.WithdrawAsync(viewer, Case!.Session.Id, reason, cancellation);
        await ReadAgainAsync(viewer, cancellation);
        Said = outcome == ReviewOutcome.Done ? "The verdict is withdrawn; the session is open again." : null;
        return outcome;
    });

    /// <summary>Reads the session again, as others may have changed it.</summary>
    public async Task ReadAgainAsync(StaffViewer viewer, CancellationToken cancellation)
    {
        if (await reader.FindAsync(viewer, Case!.Session.Id, cancellation) is { } found)
            Case = found;
    }

    async Task ActAsync(Func<StaffViewer, Task<ReviewOutcome>> act)
    {
        // Asked anew each time: a right that was taken away meanwhile is not there.
        if (Case is null || await askReviewer() is not { } viewer)
            return;
        (Trouble, Said) = (null, null);
        try
        {
            Trouble = ReviewWords.Trouble(await act(viewer));
            if (Trouble is null)
                (Panel, Chosen, WithAlike) = (DeskPanel.None, null, false);
        }
        catch (ValidationException mistake)
        {
            Trouble = char.ToUpperInvariant(mistake.Message[0]) + mistake.Message[1..] + ".";
        }
    }

    bool IsOpen(CaseFlag flag) => flag.Decisions.All(decision => decision.ReviewerId != Viewer?.UserId);

    int FirstOpen(int from) => Case!.Flags.ToList().FindIndex(Math.Min(from, Case.Flags.Count), IsOpen);
}
