using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Vision;

namespace Proctoring.Web.Hubs;

/// <summary>The checks before the start: the reference photo, pictures for a person's check, and the turn of the head.</summary>
internal sealed partial class CandidateHub
{
    /// <summary>A reference photo runs all models; no candidate needs more than one a second for long.</summary>
    static readonly TimeSpan BetweenReferences = TimeSpan.FromSeconds(1);

    const int ReferencesAtOnce = 5;

    /// <summary>The pace of frames while the candidate turns the head. A frame that comes sooner is not read.</summary>
    static readonly TimeSpan BetweenTurnFrames = TimeSpan.FromMilliseconds(150);

    const int TurnFramesAtOnce = 4;

    /// <summary>Holds a frame for the reference photo. The last frame comes with <see cref="TakeReference"/>, which reads all of
    /// them.</summary>
    public bool OfferReference(byte[]? jpeg)
    {
        if (Joined is null || jpeg is null || jpeg.Length > CandidateHubLimits.MaximumFrameBytes)
            return false;
        if (Offered.Count == ReferenceFaceReader.LiveFrames - 1)
            Offered.RemoveAt(0);
        Offered.Add(jpeg);
        return true;
    }

    List<byte[]> Offered
    {
        get
        {
            if (Context.Items[nameof(Offered)] is not List<byte[]> frames)
                Context.Items[nameof(Offered)] = frames = [];
            return frames;
        }
    }

    /// <summary>Reads the reference face before the start: from the offered frames and this one, which is the last.</summary>
    public async Task<ReferenceReply> TakeReference(byte[]? jpeg)
    {
        List<byte[]> frames = [.. Offered];
        Offered.Clear();
        if (Joined is not { } joined || jpeg is null)
            return new ReferenceReply(Wire.Name(ReferenceOutcome.NotPreparing));
        if (jpeg.Length > CandidateHubLimits.MaximumFrameBytes)
            return new ReferenceReply(Wire.Name(ReferenceOutcome.TooLarge));
        if (!MayTakePhoto())
            return new ReferenceReply(Wire.Name(ReferenceOutcome.TooOften));
        var result = await references.TakeAsync(joined.Access, [.. frames, jpeg], Context.ConnectionAborted);
        return new ReferenceReply(Wire.Name(result.Outcome), result.Index);
    }

    /// <summary>Stores a picture for a check of the identity by a person, before the start. Returns the outcome.</summary>
    public async Task<string> TakeIdentityPhoto(byte[]? jpeg, bool document)
    {
        if (Joined is not { } joined || jpeg is null)
            return Wire.Name(IdentityPhotoOutcome.NotPreparing);
        if (jpeg.Length > CandidateHubLimits.MaximumFrameBytes)
            return Wire.Name(IdentityPhotoOutcome.NotAPicture);
        if (!MayTakePhoto())
            return Wire.Name(IdentityPhotoOutcome.TooOften);
        return Wire.Name(await identities.TakeAsync(joined.Access, jpeg, document, Context.ConnectionAborted));
    }

    /// <summary>Begins a request to turn the head (without a frame), or reads its next frame. The request lives as long as the
    /// connection.</summary>
    public async Task<TurnReply> TurnHead(byte[]? jpeg)
    {
        if (Joined is not { } joined)
            return TurnReply.Unavailable;
        if (jpeg is null)
        {
            Turning = MayTakePhoto() ? await challenges.BeginAsync(joined.Access, Context.ConnectionAborted) : null;
            return ReplyOf(Turning);
        }

        if (Turning is not { } run)
            return TurnReply.Unavailable;
        if (run.Outcome is null && jpeg.Length <= CandidateHubLimits.MaximumFrameBytes && MayTurn())
            await challenges.LookAsync(joined.Access, run, jpeg, Context.ConnectionAborted);
        return ReplyOf(run);
    }

    /// <summary>Records that the candidate cannot turn the head. A person then checks their identity.</summary>
    public async Task DeclineTurn()
    {
        if (Joined is { } joined && MayTakePhoto())
            await challenges.DeclineAsync(joined.Access, Turning, Context.ConnectionAborted);
        Turning = null;
    }

    ChallengeRun? Turning
    {
        get => Context.Items[nameof(Turning)] as ChallengeRun;
        set => Context.Items[nameof(Turning)] = value;
    }

    static TurnReply ReplyOf(ChallengeRun? run) =>
        run is null
            ? TurnReply.Unavailable
            : new TurnReply(
                run.Wanted is { } turn ? Wire.Name(turn) : "ahead",
                run.Outcome is var (result, _) ? Wire.Name(result) : null
            );

    bool MayTurn()
    {
        if (Context.Items[nameof(MayTurn)] is not RateLimit limit)
            Context.Items[nameof(MayTurn)] = limit = new RateLimit(time, BetweenTurnFrames, TurnFramesAtOnce);
        return limit.Allow();
    }

    bool MayTakePhoto()
    {
        if (Context.Items[nameof(RateLimit)] is not RateLimit limit)
            Context.Items[nameof(RateLimit)] = limit = new RateLimit(time, BetweenReferences, ReferencesAtOnce);
        return limit.Allow();
    }
}
