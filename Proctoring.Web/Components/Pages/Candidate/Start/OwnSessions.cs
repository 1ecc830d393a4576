using Microsoft.JSInterop;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Web.Components.ExamRoom;

namespace Proctoring.Web.Components.Pages.Candidate.Start;

/// <summary>Reads the candidate's sessions: those to which this browser has the rights.</summary>
internal sealed partial class OwnSessions(SessionAccessStore accesses, CandidateSessions sessions, ILogger<OwnSessions> log)
{
    /// <summary>Returns the sessions, newest first. Empty if they cannot be read: a candidate can start an exam without this
    /// list.</summary>
    public async Task<IReadOnlyList<CandidateSession>> ReadAsync(CancellationToken cancellation = default)
    {
        try
        {
            return await sessions.ListAsync(await accesses.ListAsync(CandidateSessions.Most), cancellation);
        }
        catch (JSDisconnectedException)
        {
            // The page has closed.
            return [];
        }
        catch (Exception cause) when (cause is not OperationCanceledException)
        {
            LogNotRead(log, cause);
            return [];
        }
    }

    [LoggerMessage(LogLevel.Error, "The list of a candidate's own sessions could not be read")]
    static partial void LogNotRead(ILogger log, Exception cause);
}
