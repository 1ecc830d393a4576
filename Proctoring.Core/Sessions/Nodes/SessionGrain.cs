using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Placement;
using Orleans.Runtime.Placement;
using Orleans.Utilities;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Sessions.Updates;

namespace Proctoring.Core.Sessions.Nodes;

/// <summary>Gives a session its one place: the server with its activation, which is that of the candidate's connection. The session itself
/// is a <see cref="LiveSession"/>, whose parts order concurrent calls themselves; therefore the calls interleave.</summary>
[Reentrant, PreferLocalPlacement]
internal sealed partial class SessionGrain(
    LocalSessions local,
    LiveSessions live,
    ConnectedPages pages,
    IServerGroup servers,
    ILocalSiloDetails here,
    ILogger<SessionGrain> log
) : Grain, ISessionGrain, IGrainMigrationParticipant
{
    const string Sender = "proctoring.sender";

    static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(30);

    /// <summary>A call waits this long for a session that moves here.</summary>
    static readonly TimeSpan OpenWithin = TimeSpan.FromSeconds(3);

    readonly ObserverManager<string, INodeObserver> followers = new(TimeSpan.FromSeconds(30), log);
    readonly Dictionary<string, PageConnection> connected = new(StringComparer.Ordinal);
    readonly Guid activation = Guid.NewGuid();
    PageConnection? sender;
    Task continuing = Task.CompletedTask;

    Guid Id => this.GetPrimaryKey();

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        // A session without calls still runs: its candidate may be disconnected.
        this.RegisterGrainTimer(
            LeaveIfEndedAsync,
            new GrainTimerCreationOptions(LookEvery, LookEvery) { KeepAlive = true, Interleave = true }
        );
        // It ran on another server before. A server that is alone has opened it already.
        if (servers.Names is not null)
            await Task.WhenAny(continuing = ContinueAsync(), Task.Delay(OpenWithin, cancellationToken));
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        var id = Id;
        LogDeactivated(id, reason.ReasonCode);
        // Another server that left knew the place of this activation. The session itself is well, and the next activation finds it here.
        // If that is on another server, the epoch ends this one.
        if (reason.ReasonCode == DeactivationReasonCode.DirectoryFailure)
            return;
        sender = live.Find(id)?.Sender.Current is { } current ? connected.GetValueOrDefault(current) : null;
        // The page sends again what could not be stored.
        if (!await Task.Run(() => live.TryStopAsync(id), CancellationToken.None))
            sender = null;
    }

    public void OnDehydrate(IDehydrationContext dehydrationContext)
    {
        if (sender is not null)
            dehydrationContext.TryAddValue(Sender, sender);
    }

    public void OnRehydrate(IRehydrationContext rehydrationContext)
    {
        if (rehydrationContext.TryGetValue<PageConnection>(Sender, out var moved))
            sender = moved;
    }

    // Analysis, writing and waiting must not run on the scheduler of the grain, which carries out one step at a time.
    public async Task OpenAsync()
    {
        // A session that moves here is open when its connection has moved too.
        await continuing;
        await AwayAsync(id => local.OpenAsync(id));
    }

    public async Task<int?> JoinAsync(PageConnection connection, bool takeOver, SiloAddress? moveTo)
    {
        var stored = await AwayAsync(id => local.JoinAsync(id, Of(connection), takeOver));
        // The request waited until its server was given up, whose connections have been ended already.
        if (live.HasGone(connection.Server?.ToParsableString()))
        {
            await local.LeaveAsync(Id, connection.Id);
            return stored;
        }

        connected[connection.Id] = connection;
        // Otherwise each frame would cross the network twice.
        if (moveTo is not null && live.Find(Id)?.Sender.Current == connection.Id)
            await MoveAsync(moveTo);
        return stored;
    }

    public Task LeaveAsync(string connection)
    {
        connected.Remove(connection);
        // The session may still be on its way here, and must not continue with it.
        if (sender?.Id == connection)
            sender = null;
        return local.LeaveAsync(Id, connection);
    }

    public ValueTask<Refusal?> TakeFrameAsync(PageConnection connection, Immutable<byte[]?> jpeg) =>
        Known(connection, local.TakeFrameAsync(Id, Of(connection), jpeg.Value));

    public ValueTask<Refusal?> TakeScreenAsync(PageConnection connection, Immutable<byte[]?> jpeg) =>
        Known(connection, local.TakeScreenAsync(Id, Of(connection), jpeg.Value));

    public Task AskForPicturesAsync(Guid flag) => local.AskForPicturesAsync(Id, flag);

    public ValueTask<Refusal?> TakeSoundAsync(PageConnection connection, Immutable<byte[]?> pcm) =>
        Known(connection, local.TakeSoundAsync(Id, Of(connection), pcm.Value));

    public ValueTask<Refusal?> TakeSignalAsync(PageConnection connection, PageSignal signal) =>
        Known(connection, local.TakeSignalAsync(Id, Of(connection), signal));

    public Task<PauseAnswer> PauseAsync(string why) => AwayAsync(id => local.PauseAsync(id, why));

    public Task ResumeAsync() => AwayAsync(id => local.ResumeAsync(id));

    public Task RefreshClockAsync() => AwayAsync(id => local.RefreshClockAsync(id));

    public Task<LiveLook?> LookAsync() => local.LookAsync(Id);

    public Task<Immutable<byte[]?>> PictureAsync() => Task.FromResult(new Immutable<byte[]?>(live.Find(Id)?.Picture?.Jpeg));

    public ValueTask<Refusal?> TakeRoomAsync(Immutable<byte[]?> jpeg) => local.TakeRoomAsync(Id, jpeg.Value);

    public Task StopRoomAsync() => local.StopRoomAsync(Id);

    public Task<RoomLook> LookAtRoomAsync() => local.LookAtRoomAsync(Id);

    public async Task<Immutable<byte[]?>> RoomPictureAsync() => new(await local.RoomPictureAsync(Id));

    public Task CloseAsync(SessionEnd end) => AwayAsync(id => local.CloseAsync(id, end));

    public Task MoveAsync(SiloAddress target)
    {
        if (!target.Equals(here.SiloAddress))
        {
            LogMoves(Id);
            RequestContext.Set(IPlacementDirector.PlacementHintKey, target);
            this.MigrateOnIdle();
        }

        return Task.CompletedTask;
    }

    public Task TellAsync(SessionNews news, string from)
    {
        var id = Id;
        return followers.Count == 0 ? Task.CompletedTask : followers.Notify(server => server.HearAsync(id, news, from));
    }

    public Task<Guid> FollowAsync(string server, INodeObserver observer)
    {
        followers.Subscribe(server, observer);
        return Task.FromResult(activation);
    }

    CandidateConnection Of(PageConnection connection) =>
        new(
            connection.Id,
            connection.PageId,
            connection.Address,
            connection.UserAgent,
            seq =>
            {
                if (!pages.Stored(connection.Id, seq))
                    connection.Observer?.StoredAsync(connection.Id, seq).Ignore();
            },
            connection.Server?.ToParsableString(),
            connection.AskedAt
        )
        {
            Reading = pages.ReadingOf(connection.Id),
            IsElsewhere = connection.Server is { } server && !server.Equals(here.SiloAddress),
        };

    /// <summary>Remembers a connection that the session accepted, so that it needs not join again if the session moves.</summary>
    ValueTask<Refusal?> Known(PageConnection connection, ValueTask<Refusal?> answer)
    {
        // A busy server takes longer than calls wait to open a session that moves here. Its page must not think that the exam is over.
        if (answer is { IsCompletedSuccessfully: true, Result: Refusal.NotRunning } && !continuing.IsCompleted)
            return new(Refusal.NotJoined);
        if (answer is { IsCompletedSuccessfully: true, Result: not (Refusal.NotJoined or Refusal.NotRunning) })
            connected.TryAdd(connection.Id, connection);
        return answer;
    }

    async Task ContinueAsync()
    {
        if (sender is not null)
            connected[sender.Id] = sender;
        try
        {
            await AwayAsync(async id =>
            {
                await local.OpenAsync(id);
                // Everything that the sender sent is stored. Other windows join again, and one that did so meanwhile sends.
                if (sender is not { } page)
                    return;
                await local.JoinAsync(id, Of(page), takeOver: false);
                // The news of its end, or of the end of its server, found no session here.
                if (sender is null || live.HasGone(page.Server?.ToParsableString()))
                    live.Find(id)?.Leave(page.Id);
            });
        }
        catch (Exception cause)
        {
            // The database may be away. The candidate's page joins again, and the sweep looks for such sessions too.
            LogNotContinued(cause, Id);
        }
    }

    Task AwayAsync(Func<Guid, Task> act)
    {
        var id = Id;
        return Task.Run(() => act(id));
    }

    Task<T> AwayAsync<T>(Func<Guid, Task<T>> act)
    {
        var id = Id;
        return Task.Run(() => act(id));
    }

    async Task LeaveIfEndedAsync(CancellationToken cancellation)
    {
        followers.ClearExpired();
        // In the checks before the exam, only its phone may be here.
        if (live.Find(Id) is null && followers.Count == 0 && !(await local.LookAtRoomAsync(Id)).Connected)
            DeactivateOnIdle();
    }

    [LoggerMessage(LogLevel.Debug, "Session {SessionId} is asked to move")]
    partial void LogMoves(Guid sessionId);

    [LoggerMessage(LogLevel.Debug, "The place of session {SessionId} in the cluster ends: {Reason}")]
    partial void LogDeactivated(Guid sessionId, DeactivationReasonCode reason);

    [LoggerMessage(LogLevel.Error, "Session {SessionId} could not be continued on this server; trying again")]
    partial void LogNotContinued(Exception cause, Guid sessionId);
}
