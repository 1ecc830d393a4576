namespace Proctoring.Core.Integration;

/// <summary>Admits the frames of one exam one at a time, so that it uses one inference slot and not all.</summary>
internal sealed class FrameLimiter
{
    /// <summary>The frames of one exam that may wait; more would be outdated when they are read.</summary>
    const int MostWaiting = 2;

    static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    readonly Lock door = new();
    readonly Dictionary<Guid, Line> lines = [];

    /// <summary>Waits for the exam's turn; disposing the result ends it.</summary>
    /// <exception cref="CallRefusedException">Two of its frames already wait.</exception>
    public async Task<IDisposable> TakeAsync(Guid sessionId, CancellationToken cancellation)
    {
        var line = Enter(sessionId);
        try
        {
            await line.Free.WaitAsync(cancellation).ConfigureAwait(false);
        }
        catch
        {
            Leave(line);
            throw;
        }

        return new Turn(this, line);
    }

    Line Enter(Guid sessionId)
    {
        lock (door)
        {
            if (!lines.TryGetValue(sessionId, out var line))
                lines[sessionId] = line = new Line(sessionId);
            if (line.Callers > MostWaiting)
                throw CallRefusedException.TooOften(
                    "Two frames of this exam already wait; send the next one when they are answered", RetryAfter);
            line.Callers++;
            return line;
        }
    }

    void Leave(Line line)
    {
        lock (door)
        {
            if (--line.Callers > 0)
                return;
            lines.Remove(line.SessionId);
            line.Dispose();
        }
    }

    sealed class Line(Guid sessionId) : IDisposable
    {
        public Guid SessionId { get; } = sessionId;

        public SemaphoreSlim Free { get; } = new(1);

        /// <summary>The caller whose turn it is, and those who wait.</summary>
        public int Callers { get; set; }

        public void Dispose() => Free.Dispose();
    }

    sealed class Turn(FrameLimiter turns, Line line) : IDisposable
    {
        public void Dispose()
        {
            line.Free.Release();
            turns.Leave(line);
        }
    }
}
