using Proctoring.Core.Vision.Pictures;

namespace Proctoring.Core.Evaluation;

/// <summary>The reading place of a measuring verb, which reads one picture after the other in its own process.</summary>
internal static class MeasuringPlace
{
    /// <summary>The place. Its semaphore has a count of one, so taking it completes at once.</summary>
    public static ReadingPlace Only { get; } = new ReadingPlaces(1).TakeAsync().GetAwaiter().GetResult();
}
