using Proctoring.Core.Vision.Pictures;

namespace Proctoring.Tools.Evaluation;

/// <summary>The inference slot of a measuring verb, which reads one picture after the other in its own process.</summary>
internal static class MeasuringSlot
{
    /// <summary>The slot. Its semaphore has a count of one, so taking it completes at once.</summary>
    public static InferenceSlot Only { get; } = new InferenceSlots(1).TakeAsync().GetAwaiter().GetResult();
}
