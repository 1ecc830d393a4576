using Orleans.Concurrency;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Sessions.Running;

namespace Proctoring.Core.Sessions.Nodes;

/// <summary>Gives a session its one place: the server with its activation. The session itself is a <see cref="LiveSession"/>, whose parts
/// order concurrent calls themselves; therefore the calls interleave.</summary>
[Reentrant]
internal sealed class SessionGrain(LocalSessions local, LiveSessions live, ConnectedPages pages) : Grain, ISessionGrain
{
    static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(30);

    Guid Id => this.GetPrimaryKey();

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        // A session without calls still runs: its candidate may be disconnected.
        this.RegisterGrainTimer(
            LeaveIfEndedAsync,
            new GrainTimerCreationOptions(LookEvery, LookEvery) { KeepAlive = true, Interleave = true }
        );
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        var id = Id;
        return Task.Run(() => live.TryStopAsync(id), CancellationToken.None);
    }

    // Analysis, writing and waiting must not run on the scheduler of the grain, which carries out one step at a time.
    public Task OpenAsync() => AwayAsync(id => local.OpenAsync(id));

    public Task<int?> JoinAsync(PageConnection connection, bool takeOver) => AwayAsync(id => local.JoinAsync(id, Of(connection), takeOver));

    public Task LeaveAsync(string connection) => local.LeaveAsync(Id, connection);

    public ValueTask<Refusal?> TakeFrameAsync(PageConnection connection, Immutable<byte[]?> jpeg) =>
        local.TakeFrameAsync(Id, Of(connection), jpeg.Value);

    public ValueTask<Refusal?> TakeSoundAsync(PageConnection connection, Immutable<byte[]?> pcm) =>
        local.TakeSoundAsync(Id, Of(connection), pcm.Value);

    public ValueTask<Refusal?> TakeSignalAsync(PageConnection connection, PageSignal signal) =>
        local.TakeSignalAsync(Id, Of(connection), signal);

    public Task<PauseAnswer> PauseAsync(string why) => AwayAsync(id => local.PauseAsync(id, why));

    public Task ResumeAsync() => AwayAsync(id => local.ResumeAsync(id));

    public Task<LiveLook?> LookAsync() => local.LookAsync(Id);

    public Task<Immutable<byte[]?>> PictureAsync() => Task.FromResult(new Immutable<byte[]?>(live.Find(Id)?.Picture?.Jpeg));

    public Task CloseAsync(SessionEnd end) => AwayAsync(id => local.CloseAsync(id, end));

    CandidateConnection Of(PageConnection connection) =>
        new(connection.Id, connection.PageId, connection.Address, connection.UserAgent, seq => pages.Stored(connection.Id, seq));

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

    Task LeaveIfEndedAsync(CancellationToken cancellation)
    {
        if (live.Find(Id) is null)
            DeactivateOnIdle();
        return Task.CompletedTask;
    }
}
