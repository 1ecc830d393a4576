using Proctoring.Core.Vision.Pictures;

namespace Proctoring.Core.Integration;

/// <summary>Applies the limit on refused pictures to callers of the API.</summary>
internal static class CallerPictures
{
    /// <summary>Refuses a caller who sent too many bad pictures.</summary>
    /// <exception cref="CallRefusedException">The caller has used up its allowance.</exception>
    public static void Admit(this RefusedPictures refused, ApiCaller caller)
    {
        if (refused.TooManyFrom(SenderOf(caller)))
            throw CallRefusedException.TooOften("Too many pictures of this caller were refused", RefusedPictures.RetryAfter);
    }

    /// <summary>Counts a refused picture and returns the refusal of the call.</summary>
    public static CallRefusedException Refuse(
        this RefusedPictures refused,
        ApiCaller caller,
        string field,
        PictureRefusal refusal,
        PictureLimits limits
    )
    {
        refused.Record(SenderOf(caller), field, refusal);
        return CallRefusedException.Field(field, $": {PictureRefusalText.Of(refusal, limits)}");
    }

    static PictureSender SenderOf(ApiCaller caller) =>
        caller switch
        {
            { Access: { } access } => PictureSender.Session(access.SessionId),
            { KeyId: { } key } => new PictureSender(PictureSenderKind.Key, key),
            _ => new PictureSender(PictureSenderKind.Open, Guid.Empty),
        };
}
