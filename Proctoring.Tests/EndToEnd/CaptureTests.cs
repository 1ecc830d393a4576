using Microsoft.Playwright;
using Proctoring.Core.Sessions.Running;
using Proctoring.Tests.Support;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Proctoring.Tests.EndToEnd;

/// <summary>A browser that fails to encode pictures or to listen loses a moment, not the exam. A browser that cannot do it at all is named
/// at the first check.</summary>
public sealed class CaptureTests(Chromium chromium, ServerFixture server) : BrowserTest(chromium, server), IClassFixture<ServerFixture>
{
    const string Noise = """
        const noise = (size) => { const bytes = new Uint8ClampedArray(size); for (let i = 0; i < size; i++) bytes[i] = (i * 7919) % 256;
          return bytes; };
        const disturb = (canvas) => {
          const copy = new OffscreenCanvas(canvas.width, canvas.height);
          copy.getContext('2d').putImageData(new ImageData(noise(4 * canvas.width * canvas.height), canvas.width, canvas.height), 0, 0);
          return copy;
        };
        const convert = OffscreenCanvas.prototype.convertToBlob;
        OffscreenCanvas.prototype.convertToBlob = function (options) { return convert.call(disturb(this), options); };
        """;

    [Fact]
    public async Task Without_OffscreenCanvas_the_page_encodes_pictures()
    {
        var candidate = await ArriveAsync();
        await ChangeWorkerAsync(candidate, "delete self.OffscreenCanvas;");

        await candidate.StartProctoredAsync();

        await SeesFramesAsync(candidate);
        await Expect(candidate.Events).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_worker_that_dies_in_the_middle_costs_no_flag()
    {
        var candidate = await ArriveAsync();
        // Some pictures succeed, then the worker never answers again, as after the loss of the graphics process.
        await ChangeWorkerAsync(
            candidate,
            "let asked = 0; addEventListener('message', (event) => { if (++asked > 6) event.stopImmediatePropagation(); });"
        );
        await candidate.StartProctoredAsync();

        await SeesFramesAsync(candidate, 12);

        await candidate.SeesAsync("monitor-state", "Monitoring is on");
        await Expect(candidate.Events).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_browser_that_changes_pictures_gets_the_name_of_the_setting_at_the_first_check()
    {
        var candidate = await ArriveAsync();
        await ChangeWorkerAsync(candidate, Noise);
        await candidate.ChooseExamAsync(proctored: true);

        await candidate.SeesAsync("faults", "Protection against canvas fingerprinting");
        await candidate.SeesAsync("check-card", "This browser can’t be used for a proctored exam");
        await candidate.PhotographAsync("check-browser-changes-pictures");
        await candidate.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await candidate.PhotographAsync("check-browser-changes-pictures-dark");
        await candidate.Page.Context.UnrouteAllAsync();
        await candidate.At("check-again").ClickAsync();
        await candidate.TurnCameraOnAsync();
    }

    [Theory]
    [InlineData("Object.defineProperty(navigator, 'mediaDevices', { value: undefined });", "does not let pages use a camera")]
    [InlineData(
        "Object.defineProperty(window, 'isSecureContext', { value: false }); Object.defineProperty(navigator, 'mediaDevices', { "
            + "value: undefined });",
        "does not begin with https"
    )]
    [InlineData("delete HTMLCanvasElement.prototype.toBlob;", "canvas.toBlob is missing")]
    public async Task A_browser_without_a_required_feature_gets_its_name_at_the_first_check(string lacking, string words)
    {
        var candidate = await ArriveAsync();
        await candidate.Page.AddInitScriptAsync(lacking);
        await candidate.ChooseExamAsync(proctored: true);

        await candidate.SeesAsync("faults", words);
        await Expect(candidate.At("standard-instead")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task After_an_interruption_the_camera_continues_automatically()
    {
        var candidate = await ArriveAsync();
        await candidate.StartProctoredAsync();

        await candidate.Page.EvaluateAsync(
            """
            () => {
              window.video = document.querySelector('video');
              window.track = video.srcObject.getVideoTracks()[0];
              track.dispatchEvent(new Event('mute'));
              video.pause();
            }
            """
        );
        await Expect(candidate.At("camera")).ToHaveAttributeAsync("data-state", "muted");
        await candidate.Page.EvaluateAsync("() => track.dispatchEvent(new Event('unmute'))");
        await Expect(candidate.At("camera")).ToHaveAttributeAsync("data-state", "live");
        await candidate.Page.WaitForFunctionAsync("() => !video.paused");

        // Paused without an event, as iOS does after a call.
        await candidate.Page.EvaluateAsync("() => video.pause()");
        await candidate.Page.WaitForFunctionAsync("() => !video.paused");
    }

    [Fact]
    public async Task A_frozen_picture_makes_the_page_open_the_camera_again()
    {
        var candidate = await ArriveAsync();
        await candidate.StartProctoredAsync();

        await candidate.Page.EvaluateAsync(
            """
            () => {
              window.video = document.querySelector('video');
              window.before = video.srcObject;
              Object.defineProperty(video, 'currentTime', { configurable: true, get: () => 1 });
            }
            """
        );
        await candidate.Page.WaitForFunctionAsync("() => video.srcObject && video.srcObject !== before");
        await candidate.Page.EvaluateAsync("() => { delete video.currentTime; }");

        await Expect(candidate.At("camera")).ToHaveAttributeAsync("data-state", "live");
        await SeesFramesAsync(candidate);
    }

    [Fact]
    public async Task The_screen_stays_on_while_the_exam_runs()
    {
        var candidate = await ArriveAsync();
        await candidate.Page.AddInitScriptAsync(
            """
            window.locks = [];
            Object.defineProperty(navigator, 'wakeLock', { value: { request: async (type) => {
              const lock = { type, released: false, release: async () => { lock.released = true; } };
              locks.push(lock);
              return lock;
            } } });
            """
        );
        await candidate.ChooseExamAsync(proctored: true);
        await candidate.TurnCameraOnAsync();
        Assert.Equal(0, await candidate.Page.EvaluateAsync<int>("() => locks.length"));
        await candidate.PassChecksAsync();
        await candidate.Page.WaitForFunctionAsync("() => locks.length === 1 && locks[0].type === 'screen' && !locks[0].released");

        await candidate.Page.EvaluateAsync("() => { locks[0].released = true; document.dispatchEvent(new Event('visibilitychange')); }");
        await candidate.Page.WaitForFunctionAsync("() => locks.length === 2");
    }

    [Fact]
    public async Task Audio_that_cannot_be_opened_at_first_is_opened_later()
    {
        var candidate = await ArriveAsync();
        await candidate.Page.AddInitScriptAsync(
            """
            window.failures = 0;
            const real = AudioContext.prototype.createMediaStreamSource;
            AudioContext.prototype.createMediaStreamSource = function (stream) {
              if (++window.failures <= 12) throw new DOMException('different sample rates', 'NotSupportedError');
              return real.call(this, stream);
            };
            """
        );
        await candidate.StartProctoredAsync();

        await candidate.SeesAsync("microphone", "Microphone not heard");
        await Expect(candidate.At("microphone")).ToHaveAttributeAsync("data-listening", "on", new() { Timeout = CandidatePage.Patience });
        await candidate.SeesAsync("microphone", "Microphone on");
    }

    [Fact]
    public async Task The_candidate_can_open_a_lost_microphone_again()
    {
        var candidate = await ArriveAsync();
        await candidate.Page.AddInitScriptAsync(
            """
            window.busy = true;
            const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
            navigator.mediaDevices.getUserMedia = async (wanted) => {
              if (wanted.audio && window.busy) throw new DOMException('taken', 'NotReadableError');
              return real(wanted);
            };
            """
        );
        await candidate.StartProctoredAsync();
        await candidate.SeesAsync("microphone", "Microphone in use");
        await candidate.PhotographAsync("quiz-microphone-busy");
        var picture = await candidate.Page.EvaluateHandleAsync("() => document.querySelector('video').srcObject.getVideoTracks()[0]");

        await candidate.Page.EvaluateAsync("() => { window.busy = false; }");
        await candidate.At("microphone-retry").ClickAsync();

        await candidate.SeesAsync("microphone", "Microphone on");
        await Expect(candidate.At("microphone")).ToHaveAttributeAsync("data-listening", "on", new() { Timeout = CandidatePage.Patience });
        Assert.Equal("live", await picture.EvaluateAsync<string>("track => track.readyState"));
    }

    static async Task ChangeWorkerAsync(CandidatePage candidate, string script) =>
        await candidate.Page.Context.RouteAsync(
            "**/frame-worker*.js",
            async route =>
            {
                var answer = await route.FetchAsync();
                await route.FulfillAsync(new() { Response = answer, Body = $"{script}\n{await answer.TextAsync()}" });
            }
        );

    /// <summary>Waits until the server has read this many more frames.</summary>
    async Task SeesFramesAsync(CandidatePage candidate, int count = 4)
    {
        var id = Guid.Parse(new Uri(candidate.Page.Url).Segments[^1]);
        var first = App.Get<LiveSessions>().Find(id)?.Look().Picture ?? 0;
        for (var seconds = 0; seconds < 60; seconds++)
        {
            if ((App.Get<LiveSessions>().Find(id)?.Look().Picture ?? 0) >= first + count)
                return;
            await candidate.Page.WaitForTimeoutAsync(500);
        }

        Assert.Fail("No more pictures arrive.");
    }
}
