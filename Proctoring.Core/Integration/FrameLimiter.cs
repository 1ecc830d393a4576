namespace Proctoring.Core.Integration;

/// <summary>Lets the frames of one exam in one after the other, so that it takes one of the places where frames are read, and not all.</summary>
internal sealed class FrameLimiter
{
    /// <summary>Frames of one exam that wait behind the one being read: more would be old when their turn comes.</summary>
    const int MostWaiting = 2;

    static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    readonly Lock door = new();
    readonly Dictionary<Guid, Line> lines = [];

    /// <summary>Waits for the exam's turn; disposing the result gives it on.</summary>
    /// <exception cref="CallRefusedException">Two of its frames wait already.</exception>
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
                throw CallRefusedException.TooOften("Two frames of this exam wait to be read already; send the next when they are answered", RetryAfter);
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

        /// <summary>The one whose turn it is, and those who wait.</summary>
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
