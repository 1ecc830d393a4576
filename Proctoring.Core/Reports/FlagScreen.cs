namespace Proctoring.Core.Reports;

/// <summary>Finds the picture of the screen that shows the moment of a flag. Pictures belong to the session, not to a flag.</summary>
internal static class FlagScreen
{
    /// <summary>A picture that was taken for a flag arrives within this time of its beginning: a rule may hold for a while first.</summary>
    public static readonly TimeSpan After = TimeSpan.FromSeconds(60);

    /// <summary>A picture this long before a flag still shows the same screen.</summary>
    public static readonly TimeSpan Before = TimeSpan.FromSeconds(10);

    /// <summary>The first picture from the beginning of a flag on, or the last one shortly before it; null if there is none.</summary>
    /// <param name="pictures">The pictures of the session in the order of time.</param>
    /// <param name="takenAt">When a picture was taken, UTC.</param>
    /// <param name="beganAt">When the flag began, UTC.</param>
    public static T? At<T>(IReadOnlyList<T> pictures, Func<T, DateTime> takenAt, DateTime beganAt)
        where T : class =>
        pictures.FirstOrDefault(picture => takenAt(picture) >= beganAt && takenAt(picture) <= beganAt + After)
        ?? pictures.LastOrDefault(picture => takenAt(picture) < beganAt && takenAt(picture) >= beganAt - Before);
}
