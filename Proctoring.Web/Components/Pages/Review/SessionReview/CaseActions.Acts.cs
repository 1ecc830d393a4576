using System.ComponentModel.DataAnnotations;
using Proctoring.Core.Exams;
using Proctoring.Core.Reviews;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Web.Components.Pages.Review.SessionReview;

/// <content>What a reviewer does to the session: each act is written, read again, and told.</content>
internal sealed partial class CaseActions
{
    public Task DecideAsync(Decision decision, string? reason, CancellationToken cancellation)
    {
        var looked = Flag;
        var flags = looked is null ? [] : WithAlike ? Alike!.Flags : [looked];
        IReadOnlyList<Guid> decided = [];
        return ActAsync(Write, Then, cancellation);

        async Task<ReviewOutcome> Write(StaffViewer viewer)
        {
            (var outcome, decided) = await decisions.DecideAsync(viewer, Case!.Session.Id, [.. flags.Select(flag => flag.Id)], decision, reason, cancellation);
            return outcome;
        }

        void Then()
        {
            done.Push(decided);
            // Whoever has gone to another flag meanwhile stays there.
            if (Flag?.Id == looked?.Id && (FirstOpen(Index + 1) is var after and >= 0 ? after : FirstOpen(0)) is var next and >= 0)
                Index = next;
            Said = $"{ReviewText.Of(decision)}{(flags.Count > 1 ? $": {flags.Count} flags" : "")}.{(Left == 0 ? " Every flag is decided: give the verdict with v." : "")}";
        }
    }

    public Task UndoAsync(CancellationToken cancellation)
    {
        var undone = -1;
        return ActAsync(Write, Then, cancellation);

        async Task<ReviewOutcome> Write(StaffViewer viewer)
        {
            if (!done.TryPeek(out var last))
                return ReviewOutcome.Done;
            var outcome = await decisions.UndoAsync(viewer, Case!.Session.Id, last, cancellation);
            // Only now: what could not be written can be tried again.
            done.Pop();
            undone = Case.Flags.ToList().FindIndex(flag => flag.Decisions.Any(decision => last.Contains(decision.Id)));
            return outcome;
        }

        void Then()
        {
            if (undone < 0)
                return;
            (Index, Said) = (undone, "Taken back.");
        }
    }

    public Task WriteNoteAsync(string? text, bool aboutFlag, CancellationToken cancellation) => ActAsync(
        viewer => notes.WriteAsync(viewer, Case!.Session.Id, aboutFlag ? Flag?.Id : null, text, cancellation),
        () => Said = "Note kept.",
        cancellation);

    public Task GiveVerdictAsync(string? reason, CancellationToken cancellation) => ActAsync(
        viewer => Chosen is { } verdict ? verdicts.GiveAsync(viewer, Case!.Session.Id, verdict, reason, cancellation) : Task.FromResult(ReviewOutcome.NotThere),
        () => Said = Case?.Session.Verdict is null
            ? "Your verdict is kept. A second reviewer has to agree before it is final."
            : "The verdict is final. Shift+J opens the next session.",
        cancellation);

    public Task WithdrawVerdictAsync(string? reason, CancellationToken cancellation) => ActAsync(
        viewer => verdicts.WithdrawAsync(viewer, Case!.Session.Id, reason, cancellation),
        () => Said = "The verdict is withdrawn; the session is open again.",
        cancellation);

    /// <summary>Writes, reads again, and says what came of it; one act after the other.</summary>
    Task ActAsync(Func<StaffViewer, Task<ReviewOutcome>> write, Action then, CancellationToken cancellation)
    {
        var meant = Standing;
        return turns.TakeAsync(async () =>
        {
            // What the act before has put away was not meant for what took its place: a double click decides one flag.
            if (Case is null || meant != Standing)
                return;
            (Trouble, Said) = (null, null);
            var outcome = ReviewOutcome.NotThere;
            try
            {
                // Asked anew each time: a right that was taken away meanwhile is not there.
                if (await askReviewer() is { } viewer)
                {
                    outcome = await write(viewer);
                    await ReadNowAsync(viewer, cancellation);
                }

                Trouble = ReviewText.Trouble(outcome);
                if (Trouble is not null)
                    return;
                then();
                WithAlike = false;
                if (Panel == meant.Panel)
                    (Panel, Chosen) = (CasePanel.None, null);
            }
            catch (ValidationException mistake)
            {
                Trouble = char.ToUpperInvariant(mistake.Message[0]) + mistake.Message[1..] + ".";
            }
            catch (Exception cause) when (!cancellation.IsCancellationRequested)
            {
                Fail(cause, outcome == ReviewOutcome.Done ? "That is kept, but the session could not be read again. Load the page again." : "Not kept. Try again.");
            }
        });
    }
}
