using Microsoft.AspNetCore.SignalR;

namespace Proctoring.Web.Hubs;

/// <summary>Ends the connections of pages whose session moves to another server.</summary>
internal sealed partial class MoveNotices(IHubContext<CandidateHub> hubs, TimeProvider time, ILogger<MoveNotices> log)
{
    /// <summary>The method of the page, which then loads again: the rest of the page is bound to this server too. A page that does not
    /// know it connects again, and loads again when this server ends.</summary>
    public const string Method = "Moves";

    /// <summary>The line of a page may carry something else.</summary>
    static readonly TimeSpan NoticeWithin = TimeSpan.FromMilliseconds(500);

    /// <summary>Notifies a page and ends its connection, without waiting.</summary>
    public async void End(HubCallerContext connection)
    {
        try
        {
            await hubs.Clients.Client(connection.ConnectionId).SendAsync(Method).WaitAsync(NoticeWithin, time);
        }
        catch (Exception cause)
        {
            LogNotSent(cause);
        }

        connection.Abort();
    }

    [LoggerMessage(LogLevel.Debug, "The notice that a session moves could not be sent to its page")]
    partial void LogNotSent(Exception cause);
}
