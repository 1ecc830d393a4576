using Microsoft.AspNetCore.SignalR;

namespace Proctoring.Web.Hubs;

/// <summary>Tells pages up to which of their signals everything is stored.</summary>
internal sealed partial class StoredNotices(IHubContext<CandidateHub> hubs, ILogger<StoredNotices> log)
{
    /// <summary>The method of the page.</summary>
    public const string Method = "Stored";

    /// <summary>Sends a notice without waiting. If it is lost, the page learns the number when it next joins.</summary>
    public async void Send(string connection, int seq)
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

    [LoggerMessage(LogLevel.Debug, "A page could not be told that its signals are stored")]
    partial void LogNotSent(Exception cause);
}
