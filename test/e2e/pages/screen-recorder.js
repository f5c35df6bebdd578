/* eslint-disable no-var -- runs as it is in television engines: ES5 only */
/**
 * What was on screen, recorded frame by frame, for every video of the page: the truth that measured events are held against.
 * Shares nothing with the tracker. Where the engine tells of each frame it presents, frames are counted; elsewhere
 * the position is read at each animation frame.
 */
;(function () {
  /** The film may run ahead of the wall by this much between two frames; more is a jump. */
  var SLACK_S = 0.25
  /** Frames come unevenly; over so much wall time, what counts is how far the film moved on. */
  var WINDOW_S = 1

  var records = []

  function createRecord(video) {
    var record = {
      video: video,
      src: video.currentSrc || video.src,
      durationSeconds: 0,
      playedSeconds: 0,
      frames: 0,
      intervals: [],
      isEnded: false,
      isOver: false,
    }
    var last = null
    var wallSumS = 0
    var mediaSumS = 0

    /** A film that stutters or stands still was watched for no longer than it moved on. */
    function readPlayed() {
      return record.playedSeconds + Math.min(wallSumS, mediaSumS)
    }

    function show(from, to) {
      var latest = record.intervals[record.intervals.length - 1]
      if (latest && latest[1] === from) latest[1] = to
      else record.intervals.push([from, to])
    }

    function frame(wallMs, positionS) {
      var wallS = last ? (wallMs - last.wallMs) / 1000 : 0
      var mediaS = last ? positionS - last.positionS : 0
      if (last && mediaS === 0) return
      record.frames++
      if (last && mediaS > 0 && mediaS <= wallS + SLACK_S) {
        wallSumS += wallS
        mediaSumS += mediaS
        if (wallSumS >= WINDOW_S) {
          record.playedSeconds = readPlayed()
          wallSumS = mediaSumS = 0
        }
        show(last.positionS, positionS)
      }
      last = { wallMs: wallMs, positionS: positionS }
    }

    function onVideoFrame(now, metadata) {
      if (record.isOver) return
      frame(metadata.presentationTime, metadata.mediaTime)
      video.requestVideoFrameCallback(onVideoFrame)
    }

    function onAnimationFrame() {
      if (record.isOver) return
      if (video.readyState > 1 && !video.seeking && !video.ended) frame(performance.now(), video.currentTime)
      requestAnimationFrame(onAnimationFrame)
    }

    video.addEventListener('durationchange', function () {
      if (isFinite(video.duration)) record.durationSeconds = video.duration
    })
    video.addEventListener('seeking', function () {
      last = null
    })
    // The last picture stands until the end.
    video.addEventListener('ended', function () {
      if (record.isOver) return
      // Not the video's own: the app may have taken the film out by now.
      frame(performance.now(), record.durationSeconds)
      record.isEnded = true
      last = null
    })
    record.readPlayed = readPlayed
    if (isFinite(video.duration)) record.durationSeconds = video.duration
    if (video.requestVideoFrameCallback) video.requestVideoFrameCallback(onVideoFrame)
    else {
      video.addEventListener('seeked', function () {
        if (!record.isOver) frame(performance.now(), video.currentTime)
      })
      requestAnimationFrame(onAnimationFrame)
    }
    return record
  }

  function measureUnion(intervals) {
    var sum = 0
    var end = -1
    intervals
      .slice()
      .sort(function (a, b) {
        return a[0] - b[0]
      })
      .forEach(function (interval) {
        var from = Math.max(interval[0], end)
        if (interval[1] > from) {
          sum += interval[1] - from
          end = interval[1]
        }
      })
    return sum
  }

  // Media events do not bubble, but they can be caught on their way down.
  document.addEventListener(
    'loadstart',
    function (event) {
      var video = event.target
      if (video.tagName !== 'VIDEO' || !(video.currentSrc || video.src)) return
      // A video that loads anew is a new showing.
      records.forEach(function (record) {
        if (record.video === video) record.isOver = true
      })
      records.push(createRecord(video))
    },
    true,
  )

  /** Every showing so far, oldest first, as plain JSON. */
  window.readScreen = function () {
    return records.map(function (record) {
      return {
        src: record.src,
        durationSeconds: record.durationSeconds,
        playedSeconds: record.readPlayed(),
        shownSeconds: measureUnion(record.intervals),
        frames: record.frames,
        intervals: record.intervals,
        isEnded: record.isEnded,
      }
    })
  }
})()
