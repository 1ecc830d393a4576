using System.Runtime.InteropServices;

namespace Proctoring.Core.Sessions.Running;

/// <summary>The processor time of the current thread. Unlike elapsed time, it does not grow while other programs use the cores.</summary>
internal static class ThreadCpuTime
{
    /// <summary>CLOCK_THREAD_CPUTIME_ID, see clock_gettime(2) of Linux and of macOS.</summary>
    static readonly int Clock = OperatingSystem.IsMacOS() ? 16 : 3;

    /// <summary>The time so far; null on systems that do not report it.</summary>
    public static TimeSpan? Now =>
        (OperatingSystem.IsLinux() || OperatingSystem.IsMacOS()) && ClockGetTime(Clock, out var time) == 0
            ? new TimeSpan(((long)time.Seconds * TimeSpan.TicksPerSecond) + ((long)time.Nanoseconds / TimeSpan.NanosecondsPerTick))
            : null;

    [DllImport("libc", EntryPoint = "clock_gettime")]
    static extern int ClockGetTime(int clock, out TimeSpec time);

    [StructLayout(LayoutKind.Sequential)]
    readonly struct TimeSpec
    {
        public readonly nint Seconds;
        public readonly nint Nanoseconds;
    }
}
