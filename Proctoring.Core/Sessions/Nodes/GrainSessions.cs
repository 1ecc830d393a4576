using Orleans.Concurrency;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Sessions.Running;

namespace Proctoring.Core.Sessions.Nodes;

/// <summary>Passes each call on to the server that runs the session.</summary>
internal sealed class GrainSessions(IGrainFactory grains, ConnectedPages pages) : IRunningSessions
{
    public Task OpenAsync(Guid sessionId) => Find(sessionId).OpenAsync();

    public Task<int?> JoinAsync(Guid sessionId, CandidateConnection connection, bool takeOver) =>
        Find(sessionId).JoinAsync(From(connection), takeOver);

    public Task LeaveAsync(Guid sessionId, string connection)
    {
        pages.Remove(connection);
        return Find(sessionId).LeaveAsync(connection);
    }

    public ValueTask<Refusal?> TakeFrameAsync(Guid sessionId, CandidateConnection connection, byte[]? jpeg) =>
        Find(sessionId).TakeFrameAsync(From(connection), new Immutable<byte[]?>(jpeg));

    public ValueTask<Refusal?> TakeSoundAsync(Guid sessionId, CandidateConnection connection, byte[]? pcm) =>
        Find(sessionId).TakeSoundAsync(From(connection), new Immutable<byte[]?>(pcm));

    public ValueTask<Refusal?> TakeSignalAsync(Guid sessionId, CandidateConnection connection, PageSignal signal) =>
        Find(sessionId).TakeSignalAsync(From(connection), signal);

    public Task<PauseAnswer> PauseAsync(Guid sessionId, string why) => Find(sessionId).PauseAsync(why);

    public Task ResumeAsync(Guid sessionId) => Find(sessionId).ResumeAsync();

    public Task<LiveLook?> LookAsync(Guid sessionId) => Find(sessionId).LookAsync();

    public async Task<IReadOnlyDictionary<Guid, LiveLook>> LookAsync(IEnumerable<Guid> sessions)
    {
        var looks = await Task.WhenAll(sessions.Select(async id => (id, look: await LookAsync(id).ConfigureAwait(false))))
            .ConfigureAwait(false);
        return looks.Where(found => found.look is not null).ToDictionary(found => found.id, found => found.look!);
    }

    public async Task<byte[]?> PictureAsync(Guid sessionId) => (await Find(sessionId).PictureAsync().ConfigureAwait(false)).Value;

    public Task CloseAsync(Guid sessionId, SessionEnd end) => Find(sessionId).CloseAsync(end);

    ISessionGrain Find(Guid sessionId) => grains.GetGrain<ISessionGrain>(sessionId);

    PageConnection From(CandidateConnection connection)
    {
        pages.Add(connection);
        return new PageConnection(connection.Id, connection.PageId, connection.Address, connection.UserAgent);
    }
}
