using Microsoft.Extensions.Logging;

namespace Proctoring.Core.Sessions.Running;

/// <summary>Lets the server that monitors a session take over a changed deadline or pause at once.</summary>
internal sealed partial class ClockRefresh(IRunningSessions running, ILogger<ClockRefresh> log)
{
    /// <summary>Refreshes the clock of a session. Never fails: the change is stored already, and the session also reads its clock each time
    /// it stores its progress.</summary>
    public async Task RefreshAsync(Guid sessionId)
    {
        try
        {
            await running.RefreshClockAsync(sessionId).ConfigureAwait(false);
        }
        catch (Exception cause)
        {
            LogNotRefreshed(cause, sessionId);
        }
    }

    [LoggerMessage(
        LogLevel.Warning,
        "The clock of session {SessionId} was changed, and its monitoring could not be notified; it follows within seconds"
    )]
    partial void LogNotRefreshed(Exception cause, Guid sessionId);
}
