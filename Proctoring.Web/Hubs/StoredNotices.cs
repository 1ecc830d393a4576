using Microsoft.AspNetCore.SignalR;

namespace Proctoring.Web.Hubs;

/// <summary>Reports to pages the number up to which their signals are stored.</summary>
internal sealed partial class StoredNotices(IHubContext<CandidateHub> hubs, ILogger<StoredNotices> log)
{
    /// <summary>The method of the page.</summary>
    public const string Method = "Stored";

    /// <summary>Sends a notice without waiting. If it is lost, the page learns the number when it next joins.</summary>
    public void Send(string connection, int seq) => _ = SendAsync(connection, seq);

    async Task SendAsync(string connection, int seq)
    {
        try
        {
            await hubs.Clients.Client(connection).SendAsync(Method, seq);
        }
        catch (Exception cause)
        {
            LogNotSent(cause);
        }
    }

    [LoggerMessage(LogLevel.Debug, "The notice that a page's signals are stored could not be sent")]
    partial void LogNotSent(Exception cause);
}
