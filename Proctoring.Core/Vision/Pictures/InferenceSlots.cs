namespace Proctoring.Core.Vision.Pictures;

/// <summary>
/// Bounds how many pictures are read at once: one place per core, so that many sessions wait in turn instead of slowing each other.
/// </summary>
/// <remarks>
/// Decoding asks for a <see cref="InferenceSlot"/>, so no code can decode a picture without one. Uploaded photos may hold all places but
/// one:
/// a photo takes longer than a frame, and the frames of running sessions must not wait for it.
/// </remarks>
internal sealed class InferenceSlots : IDisposable
{
    readonly SemaphoreSlim places;
    readonly SemaphoreSlim uploads;
    readonly FrameHold hold;
    int held;

    public InferenceSlots(TimeProvider time)
        : this(Environment.ProcessorCount, time) { }

    /// <param name="count">The number of places.</param>
    /// <param name="time">Measures how long frames are held back; the system's clock by default.</param>
    public InferenceSlots(int count, TimeProvider? time = null)
    {
        hold = new FrameHold(time ?? TimeProvider.System);
        places = new SemaphoreSlim(count);
        uploads = new SemaphoreSlim(Math.Max(1, count - 1));
    }

    /// <summary>The number of places that are free now.</summary>
    public int Free => places.CurrentCount;

    /// <summary>The number of frames that are held back now.</summary>
    public int FramesHeld => Volatile.Read(ref held);

    /// <summary>Holds camera frames back while work runs that a candidate waits for, until the result is disposed. They wait at most
    /// <see cref="FrameHold.Longest"/>.</summary>
    public IDisposable HoldFrames() => hold.Begin();

    /// <summary>Waits for a place for a camera frame. Disposing the result frees the place.</summary>
    public async Task<InferenceSlot> TakeAsync(CancellationToken cancellation = default)
    {
        await places.WaitAsync(cancellation).ConfigureAwait(false);
        return new InferenceSlot(places, null);
    }

    /// <summary>Waits for a place for a camera frame that may be held back.</summary>
    /// <param name="patience">How long it waits at most.</param>
    /// <param name="heldAtMost">How long the frame is held back at most; zero or less for not at all.</param>
    /// <param name="time">The clock.</param>
    /// <param name="stop">Ends the wait. A place that is free at once is given all the same.</param>
    /// <returns>The place, or null if none became free, and whether the frame was held back.</returns>
    public async Task<(InferenceSlot? Slot, bool Held)> TakeAsync(
        TimeSpan patience,
        TimeSpan heldAtMost,
        TimeProvider time,
        CancellationToken stop = default
    )
    {
        var began = time.GetTimestamp();
        var waited = false;
        bool Waits() => hold.IsOn && time.GetElapsedTime(began) < heldAtMost;
        if (!Waits() && await places.WaitAsync(0, CancellationToken.None).ConfigureAwait(false))
            return (new InferenceSlot(places, null), waited);
        using var late = new CancellationTokenSource(patience, time);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(late.Token, stop);
        try
        {
            while (true)
            {
                if (Waits())
                {
                    waited = true;
                    Interlocked.Increment(ref held);
                    try
                    {
                        await hold.WaitAsync(heldAtMost - time.GetElapsedTime(began), enough.Token).ConfigureAwait(false);
                    }
                    finally
                    {
                        Interlocked.Decrement(ref held);
                    }
                }

                var slot = await TakeAsync(enough.Token).ConfigureAwait(false);
                if (!Waits())
                    return (slot, waited);
                // The hold began while this frame waited for its place.
                slot.Dispose();
            }
        }
        catch (OperationCanceledException)
        {
            // Not a fault: the caller does other work and comes back.
            return (null, waited);
        }
    }

    /// <summary>Waits for a place for an uploaded picture. Disposing the result frees the place.</summary>
    public async Task<InferenceSlot> TakeForUploadAsync(CancellationToken cancellation = default)
    {
        await uploads.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            await places.WaitAsync(cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            uploads.Release();
            throw;
        }

        return new InferenceSlot(places, uploads);
    }

    public void Dispose()
    {
        places.Dispose();
        uploads.Dispose();
    }
}

/// <summary>The permission to read one picture at a time.</summary>
internal sealed class InferenceSlot : IDisposable
{
    readonly SemaphoreSlim place;
    readonly SemaphoreSlim? upload;
    int freed;

    internal InferenceSlot(SemaphoreSlim place, SemaphoreSlim? upload) => (this.place, this.upload) = (place, upload);

    /// <summary>Fails if the place was freed, because another caller may hold it.</summary>
    /// <exception cref="ObjectDisposedException">The place was freed.</exception>
    public void Verify() => ObjectDisposedException.ThrowIf(Volatile.Read(ref freed) != 0, this);

    public void Dispose()
    {
        if (Interlocked.Exchange(ref freed, 1) != 0)
            return;
        place.Release();
        upload?.Release();
    }
}
