/**
 * What a team writes in an afternoon: time between `playing` and the next `pause` by the wall clock, the furthest position as
 * the share watched, and a queue in one item of localStorage. Written for the comparison, not for use.
 */
;(function () {
  const QUEUE_KEY = 'hand-written-queue'
  const USER_KEY = 'hand-written-user'

  function readQueue() {
    try {
      return JSON.parse(localStorage.getItem(QUEUE_KEY)) || []
    } catch {
      return []
    }
  }

  function readUser() {
    let user = localStorage.getItem(USER_KEY)
    if (!user) {
      user = 'xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx'.replace(/x/g, () => Math.floor(Math.random() * 16).toString(16))
      localStorage.setItem(USER_KEY, user)
    }
    return user
  }

  window.handWrittenTracker = function ({ url, key }) {
    let queue = readQueue()
    let isSending = false
    const userId = readUser()

    function save() {
      localStorage.setItem(QUEUE_KEY, JSON.stringify(queue))
    }

    function send() {
      if (isSending || queue.length === 0) return
      isSending = true
      const batch = queue.slice(0, 10)
      const request = new XMLHttpRequest()
      request.open('POST', `${url}/ccs/v1/segmentation?k=${key}&activations=true`)
      request.setRequestHeader('Content-Type', 'application/json')
      request.onload = () => {
        isSending = false
        if (request.status !== 200) return
        queue = queue.slice(batch.length)
        save()
        send()
      }
      request.onerror = () => {
        isSending = false
      }
      request.send(JSON.stringify({ user_id: userId, events: batch }))
    }

    function track(name, properties) {
      queue.push({ name, time: new Date().toISOString(), properties })
      save()
      send()
    }

    function watch(video, properties) {
      let playedMs = 0
      let playingSince = null
      let furthestS = 0
      let isOver = false

      function start() {
        if (playingSince === null) playingSince = Date.now()
      }
      function stop() {
        if (playingSince !== null) playedMs += Date.now() - playingSince
        playingSince = null
      }
      function look() {
        furthestS = Math.max(furthestS, video.currentTime)
      }
      function end() {
        if (isOver) return
        isOver = true
        stop()
        track(
          'VideoCompletion',
          Object.assign(
            { time_spent_seconds: playedMs / 1000, percentage_watched: furthestS / video.duration },
            properties,
          ),
        )
        video.removeEventListener('playing', start)
        for (const type of ['pause', 'waiting', 'seeking']) video.removeEventListener(type, stop)
        video.removeEventListener('timeupdate', look)
        video.removeEventListener('ended', end)
      }

      track('Videoview', properties)
      video.addEventListener('playing', start)
      for (const type of ['pause', 'waiting', 'seeking']) video.addEventListener(type, stop)
      video.addEventListener('timeupdate', look)
      video.addEventListener('ended', end)
      return { end }
    }

    send()
    return { track, watch }
  }
})()
