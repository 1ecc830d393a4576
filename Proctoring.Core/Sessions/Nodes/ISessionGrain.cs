using Orleans.Concurrency;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Sessions.Updates;

namespace Proctoring.Core.Sessions.Nodes;

/// <summary>One session, on whichever server runs it. The members are those of <see cref="IRunningSessions"/>.</summary>
[Alias("proctoring.session")]
internal interface ISessionGrain : IGrainWithGuidKey
{
    /// <summary>A session can wait as long as its database does.</summary>
    const string Patient = "00:02:00";

    /// <summary>Everything else must answer before the page gives up.</summary>
    const string Brief = "00:00:05";

    [Alias("open"), ResponseTimeout(Patient)]
    Task OpenAsync();

    [Alias("join"), ResponseTimeout(Patient)]
    Task<int?> JoinAsync(PageConnection connection, bool takeOver, SiloAddress? moveTo);

    [Alias("leave"), ResponseTimeout(Brief)]
    Task LeaveAsync(string connection);

    [Alias("frame"), ResponseTimeout(Brief)]
    ValueTask<Refusal?> TakeFrameAsync(PageConnection connection, Immutable<byte[]?> jpeg);

    [Alias("screen"), ResponseTimeout(Brief)]
    ValueTask<Refusal?> TakeScreenAsync(PageConnection connection, Immutable<byte[]?> jpeg);

    [Alias("ask_for_screen"), ResponseTimeout(Brief)]
    Task AskForPicturesAsync(Guid flag);

    [Alias("sound"), ResponseTimeout(Brief)]
    ValueTask<Refusal?> TakeSoundAsync(PageConnection connection, Immutable<byte[]?> pcm);

    [Alias("signal"), ResponseTimeout(Brief)]
    ValueTask<Refusal?> TakeSignalAsync(PageConnection connection, PageSignal signal);

    [Alias("pause"), ResponseTimeout(Patient)]
    Task<PauseAnswer> PauseAsync(string why);

    [Alias("resume"), ResponseTimeout(Patient)]
    Task ResumeAsync();

    [Alias("refresh_pause"), ResponseTimeout(Patient)]
    Task RefreshClockAsync();

    [Alias("look"), ResponseTimeout(Brief)]
    Task<LiveLook?> LookAsync();

    [Alias("picture"), ResponseTimeout(Brief)]
    Task<Immutable<byte[]?>> PictureAsync();

    [Alias("room"), ResponseTimeout(Brief)]
    ValueTask<Refusal?> TakeRoomAsync(Immutable<byte[]?> jpeg);

    [Alias("stop_room"), ResponseTimeout(Brief)]
    Task StopRoomAsync();

    [Alias("look_at_room"), ResponseTimeout(Brief)]
    Task<RoomLook> LookAtRoomAsync();

    [Alias("room_picture"), ResponseTimeout(Brief)]
    Task<Immutable<byte[]?>> RoomPictureAsync();

    [Alias("close"), ResponseTimeout(Patient)]
    Task CloseAsync(SessionEnd end);

    /// <summary>Moves the session to a server, as soon as no call is in progress.</summary>
    [Alias("move"), ResponseTimeout(Brief)]
    Task MoveAsync(SiloAddress target);

    /// <summary>Passes news on to the servers that follow the session, except the one that published it.</summary>
    [Alias("tell"), OneWay]
    Task TellAsync(SessionNews news, string from);

    /// <summary>Lets a server follow the news for 30 seconds.</summary>
    /// <returns>The activation. Another one than before may have had news that was missed.</returns>
    [Alias("follow"), ResponseTimeout(Brief)]
    Task<Guid> FollowAsync(string server, INodeObserver observer);
}

/// <summary>A connection of a candidate's page.</summary>
/// <param name="Id">The connection.</param>
/// <param name="PageId">The page's random name of itself; null for a page that numbers no signals.</param>
/// <param name="Address">The network address; null if unknown.</param>
/// <param name="UserAgent">The browser's name of itself; null if it sends none.</param>
/// <param name="Server">The server that it is connected to; null if there is one server only.</param>
/// <param name="Observer">That server, for calls; null if there is one server only.</param>
/// <param name="AskedAt">When the page last asked to join, UTC by its server's clock; null from a server of an earlier version.</param>
[GenerateSerializer, Immutable, Alias("proctoring.page_connection")]
internal sealed record PageConnection(
    string Id,
    string? PageId,
    string? Address,
    string? UserAgent,
    SiloAddress? Server,
    INodeObserver? Observer,
    DateTime? AskedAt = null
);
