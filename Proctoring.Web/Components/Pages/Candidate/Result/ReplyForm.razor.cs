using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Components;
using Proctoring.Core.Exams;
using Proctoring.Core.Reviews;
using Proctoring.Web.Components.Controls;

namespace Proctoring.Web.Components.Pages.Candidate.Result;

/// <summary>Lets a candidate comment on one of their own flags.</summary>
public sealed partial class ReplyForm
{
    string? saved;
    string? text;
    string? trouble;
    bool writing;
    bool busy;
    bool taken;

    /// <summary>The right to the session.</summary>
    [Parameter, EditorRequired]
    public SessionAccess Access { get; set; } = null!;

    [Parameter, EditorRequired]
    public Guid Violation { get; set; }

    [Parameter, EditorRequired]
    public string Title { get; set; } = "";

    /// <summary>The earlier comment; null for none.</summary>
    [Parameter]
    public string? Reply { get; set; }

    /// <summary>Whether the earlier comment has been loaded.</summary>
    [Parameter]
    public bool Loaded { get; set; }

    /// <summary>Whether the time for comments is over.</summary>
    [Parameter]
    public bool Closed { get; set; }

    [Inject]
    CandidateMessages Voice { get; set; } = null!;

    [Inject]
    ILogger<ReplyForm> Log { get; set; } = null!;

    [LoggerMessage(LogLevel.Error, "A candidate's comment of session {SessionId} could not be saved")]
    static partial void LogNotSaved(ILogger log, Exception cause, Guid sessionId);

    protected override void OnParametersSet()
    {
        if (!Loaded || taken)
            return;
        (saved, taken) = (Reply, true);
    }

    void Write() => (writing, text, trouble) = (true, saved, null);

    async Task KeepAsync()
    {
        if (busy)
            return;
        (busy, trouble) = (true, null);
        try
        {
            var outcome = await Voice.ReplyAsync(Access, Violation, text, CancellationToken.None);
            if (outcome == ReviewOutcome.Done)
                (saved, writing) = (text!.Trim(), false);
            else
                trouble = outcome switch
                {
                    ReviewOutcome.Settled => L["Reply_Settled"],
                    ReviewOutcome.TooLate => L["Reply_TooLate"],
                    _ => L["Reply_Failed"],
                };
        }
        catch (ValidationException mistake)
        {
            trouble = L["Reply_Invalid", RefusalOnPage.Part(mistake)];
        }
        catch (Exception cause) when (cause is not OperationCanceledException)
        {
            // The page stays, and with it the typed text.
            LogNotSaved(Log, cause, Access.SessionId);
            trouble = L["Reply_Failed"];
        }
        finally
        {
            busy = false;
        }
    }
}
