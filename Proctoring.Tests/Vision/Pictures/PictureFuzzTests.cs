using System.Globalization;
using Proctoring.Core.Vision.Pictures;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Vision.Pictures;

/// <summary>
/// Mutated pictures end as pixels or as a refusal, never as a crash. The run is short in the test suite; <c>tools/fuzz.sh</c> makes it long
/// by
/// environment variables and also checks time and memory.
/// </summary>
public sealed class PictureFuzzTests
{
    /// <summary>The number of files in a normal test run.</summary>
    const int ShortRun = 2000;

    /// <summary>The limits for one picture: 100 ms of processor time and 64 MB (issue 9).</summary>
    static readonly TimeSpan MostTime = TimeSpan.FromMilliseconds(100);

    const long MostMemoryKb = 64 * 1024;

    [Fact]
    public void Every_mutated_file_is_decoded_or_refused()
    {
        var run = FuzzRun.FromEnvironment("PROCTORING_FUZZ_FILES", ShortRun);
        var mutator = new PictureMutator(run.Seed);
        var tally = new SortedDictionary<string, int>(StringComparer.Ordinal);
        PictureLimits[] limits = [PictureLimits.Photo, PictureLimits.Evidence, PictureLimits.UploadedFrame, PictureLimits.Frame];
        for (var number = run.First; number < run.First + run.Count; number++)
        {
            var file = mutator.Make(number);
            run.Remember(number, file);
            var limit = limits[number % limits.Length];
            using var measured = run.Long ? new Measured(number) : null;
            using var decoded = PictureDecoder.Decode(TestPictures.Slot, file, limit);
            measured?.Stop();
            var name = decoded.Refusal?.ToString() ?? "decoded";
            tally[name] = tally.GetValueOrDefault(name) + 1;
            Assert.True(decoded.Pixels is null == decoded.Refusal is not null, $"file {number}");
            // The work of a decoder is bounded by its permitted output.
            Assert.True(
                decoded.Pixels is not { } pixels || (long)pixels.Width * pixels.Height <= limit.DecodedPixels,
                $"file {number} is too large"
            );
        }

        run.Report($"{run.Count} files: {string.Join(", ", tally.Select(entry => $"{entry.Key} {entry.Value}"))}");
        if (run.Long)
            run.Report(Measured.Summary());
        Assert.Empty(Measured.Beyond);
        // The mutator is useful only if some of its files pass the container check.
        Assert.InRange(tally.GetValueOrDefault("decoded"), run.Count / 20, run.Count);
        Assert.True(tally.GetValueOrDefault(nameof(PictureRefusal.Unreadable)) > run.Count / 20);
    }

    /// <summary>
    /// Measures the processor time of this thread and the largest memory of the process during one file. Linux only; long runs only.
    /// </summary>
    sealed class Measured : IDisposable
    {
        static (TimeSpan Time, int Number) slowest;
        static (long Kb, int Number) largest;
        readonly int number;
        readonly TimeSpan began = Processor();
        readonly long before;
        TimeSpan took;

        /// <summary>The files that needed more than the limits.</summary>
        public static List<string> Beyond { get; } = [];

        public Measured(int number)
        {
            this.number = number;
            // Resets the high-water mark of resident memory (proc(5), clear_refs).
            File.WriteAllText("/proc/self/clear_refs", "5");
            before = Memory("VmRSS:");
        }

        public static string Summary() =>
            string.Create(
                CultureInfo.InvariantCulture,
                $"slowest {slowest.Time.TotalMilliseconds:0} ms (file {slowest.Number}), largest {largest.Kb / 1024.0:0.0} MB "
                    + $"(file {largest.Number})"
            );

        public void Stop() => took = Processor() - began;

        public void Dispose()
        {
            var memory = Memory("VmHWM:") - before;
            if (took > slowest.Time)
                slowest = (took, number);
            if (memory > largest.Kb)
                largest = (memory, number);
            if (took > MostTime || memory > MostMemoryKb)
                Beyond.Add($"file {number} took {took.TotalMilliseconds:0} ms and {memory / 1024} MB");
        }

        /// <summary>User and system time of this thread, in clock ticks of 10 ms (proc(5), stat) or finer from schedstat.</summary>
        static TimeSpan Processor() =>
            TimeSpan.FromMicroseconds(
                long.Parse(File.ReadAllText("/proc/thread-self/schedstat").Split(' ')[0], CultureInfo.InvariantCulture) / 1000.0
            );

        static long Memory(string field) =>
            long.Parse(
                File.ReadLines("/proc/self/status")
                    .First(line => line.StartsWith(field, StringComparison.Ordinal))
                    .Split(':')[1]
                    .Replace("kB", "", StringComparison.Ordinal),
                CultureInfo.InvariantCulture
            );
    }
}
