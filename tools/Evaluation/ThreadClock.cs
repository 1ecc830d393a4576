using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Proctoring.Tools.Evaluation;

/// <summary>The processor time of the current thread, which other programs on a busy machine lengthen little.</summary>
internal static partial class ThreadClock
{
    /// <summary>Linux's number for the processor time of the calling thread (CLOCK_THREAD_CPUTIME_ID).</summary>
    const int ThreadTime = 3;

    /// <summary>Reads the clock; on other systems than Linux the elapsed time.</summary>
    public static TimeSpan Now() =>
        OperatingSystem.IsLinux() && GetTime(ThreadTime, out var time) == 0
            ? TimeSpan.FromTicks((time.Seconds * TimeSpan.TicksPerSecond) + (time.Nanoseconds / TimeSpan.NanosecondsPerTick))
            : Stopwatch.GetElapsedTime(0);

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, out Time time);

    [StructLayout(LayoutKind.Sequential)]
    struct Time
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
