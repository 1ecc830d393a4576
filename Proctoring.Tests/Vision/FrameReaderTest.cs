using Microsoft.Extensions.Logging;
using OpenCvSharp;
using Proctoring.Core.Observations;
using Proctoring.Core.Vision;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Vision;

/// <summary>Reads real frames one after the other, half a second apart.</summary>
public abstract class FrameReaderTest
{
    private protected readonly VisionMemory memory = new(new FaceMemory());
    private protected readonly CountingLogger log = new();
    private protected DateTime now = new(2026, 1, 5, 9, 0, 0, DateTimeKind.Utc);
    private protected long number;

    private protected async Task<Observation> ReadAsync(Mat picture)
    {
        var reading = (await TestPictures.FramesAsync(log)).Read(
            TestPictures.Slot,
            TestPictures.Jpeg(picture),
            now += TimeSpan.FromSeconds(0.5),
            ++number,
            memory
        );
        Assert.Null(reading.Refusal);
        return reading.Observation!;
    }

    private protected sealed class CountingLogger : ILogger<FrameReader>
    {
        public int Warnings { get; private set; }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(Microsoft.Extensions.Logging.LogLevel logLevel) => true;

        public void Log<TState>(
            Microsoft.Extensions.Logging.LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => Warnings += logLevel == Microsoft.Extensions.Logging.LogLevel.Warning ? 1 : 0;
    }
}
